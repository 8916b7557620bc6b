"""One deliverer in a process of its own, to be killed.

The installation's own outbox, client and targets, without its towns and judging; a lease short
enough that what a killed one held comes back within the test.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from pipeline import delivery_carrier
from pipeline.connecting import delivering
from pipeline.delivering import run_deliveries
from pipeline.outbound.client import HttpOutbound
from pipeline.settings import read
from sinks.sqlite import SqliteStore
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.privacy import Pseudonymiser


async def work(home: Path) -> None:
    settings, clock = read(home), SystemClock()
    store = await SqliteStore.open(home / "vigie.db", clock)
    async with HttpOutbound(allowed_hosts=settings.network.allowed_hosts) as out:
        given = Context(outbound=out, clock=clock, pseudonyms=Pseudonymiser(b"k" * 32), home=home)
        targets = {target.name: delivering(target, given) for target in settings.target}
        await run_deliveries(store, targets, clock, asyncio.Event(), poll=0.2)


def deliver(home: str) -> None:
    """Deliver until killed."""
    delivery_carrier._LEASE = timedelta(seconds=2)
    delivery_carrier._PAUSE = timedelta(seconds=1)
    asyncio.run(work(Path(home)))
