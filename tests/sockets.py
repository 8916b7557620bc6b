"""Sockets that a client leaves to the event loop, or to the collector, once it was refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.pipeline.distributed.working import until


def open_sockets() -> int:
    """How many this process holds."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            count += str(descriptor.readlink()).startswith("socket:")
    return count


@asynccontextmanager
async def sockets_let_go() -> AsyncIterator[None]:
    """Waits for the farewell of TLS, which a refused client of aiokafka leaves to the loop."""
    before = open_sockets()
    yield

    async def gone() -> bool:
        return open_sockets() <= before

    await until(gone, 40, every=0.02)
