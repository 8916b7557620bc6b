"""Opens the receiving door on its port, meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, cast

import structlog
import uvicorn

from pipeline.bound_socket import bound_socket
from pipeline.inbound_app import Door, DoorLimits, Inbox
from pipeline.installation import Source
from pipeline.quiet_server import QuietServer
from pipeline.settings_inbound import InboundSettings
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.source_contracts import Receiver

log = structlog.get_logger()

#: Connections beyond this are answered 503 before anything of them is read.
_CONNECTIONS: Final = 256

#: Makes a page of a source durable, whatever time it takes.
Take = Callable[[Source, Page], Awaitable[None]]


@asynccontextmanager
async def open_door(
    receivers: Mapping[str, Source],
    settings: InboundSettings,
    take: Take,
    stop: asyncio.Event,
    *,
    limits: DoorLimits | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> AsyncIterator[None]:
    """Serve the door meanwhile; do nothing when no source is called.

    It closes within two seconds. `stop` is set when it can go on no longer.

    Args:
        receivers: inbox → source.
        settings: where it listens.
        take: the same way as that of pages that were polled.
        stop: of the process.
        limits: how much is taken at once.
        on_ready: given the door's own address.

    Raises:
        ConfigurationError: the port cannot be taken; or, at the end, nothing could be judged.
    """
    if not receivers:
        yield
        return
    fatal: list[ConfigurationError] = []

    def on_fatal(error: ConfigurationError) -> None:
        fatal.append(error)
        stop.set()

    inboxes = {name: _inbox(source, take) for name, source in receivers.items()}
    door = Door(inboxes, on_fatal, limits)
    with bound_socket(settings.listens_on, settings.port) as bound:
        server = QuietServer(_config(door))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        serving.add_done_callback(lambda _: stop.set())
        closing = asyncio.create_task(_close_at(stop, server, door))
        address = f"http://{settings.host}:{bound.getsockname()[1]}/inbound/"
        log.info("door.open", address=address, inboxes=sorted(receivers))
        try:
            if on_ready is not None:
                on_ready(address)
            yield
        finally:
            server.should_exit = True
            closing.cancel()
            await asyncio.gather(door.close(), serving)
    if fatal:
        raise fatal[0]


async def _close_at(stop: asyncio.Event, server: QuietServer, door: Door) -> None:
    """Begin to close when the process begins to end, not after everything else has."""
    await stop.wait()
    server.should_exit = True
    await door.close()


def _inbox(source: Source, take: Take) -> Inbox:
    async def absorb(page: Page) -> None:
        await take(source, page)

    return Inbox(cast("Receiver", source.connector), absorb)


def _config(door: Door) -> uvicorn.Config:
    return uvicorn.Config(
        door.app(),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32 * 1024,
    )
