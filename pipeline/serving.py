"""Runs an installation with its page until the process is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

from pipeline.apart import apart
from pipeline.assembly import assemble
from pipeline.delivering import deliver_due
from pipeline.inbound_receivers import receivers_of
from pipeline.inbound_serving import open_door
from pipeline.installation import Installation
from pipeline.office_making import office_of
from pipeline.opening_store import StoppedWaiting
from pipeline.quiet_server import QuietServer
from pipeline.report_making import report_mailing
from pipeline.runner import Runner
from pipeline.settings import Settings
from pipeline.settling import settle
from pipeline.source_watch import SourceWatch
from vigie.clock import Clock, SystemClock
from webapp.app import create

log = structlog.get_logger()

#: Seconds given to one reading of one source by `run_once`.
_ONE_READING = 300.0


async def run_installation(
    home: Path,
    settings: Settings,
    *,
    page: bool,
    stop: asyncio.Event | None = None,
    clock: Clock | None = None,
) -> None:
    """Listen, deliver and serve until SIGTERM, SIGINT or `stop`, by the machine's clock or another.

    Raises:
        ConfigurationError: everything that is wrong, before anything starts.
    """
    stop = stop or asyncio.Event()
    async with assembled(home, settings, stop, clock=clock) as installation:
        if installation is None:
            return
        runner = Runner(installation)
        receivers = receivers_of(installation.sources)
        async with (
            open_door(receivers, settings.inbound, runner.absorb, stop),
            asyncio.TaskGroup() as tasks,
        ):
            tasks.create_task(runner.run(stop))
            if page:
                tasks.create_task(serve(installation, stop))


async def serve_page(home: Path, settings: Settings, *, stop: asyncio.Event | None = None) -> None:
    """Serve the page alone, over a store that other processes fill, until told to stop.

    Raises:
        ConfigurationError: everything that is wrong, before anything starts.
    """
    stop = stop or asyncio.Event()
    async with assembled(home, settings, stop) as installation:
        if installation is not None:
            await serve(installation, stop)


@asynccontextmanager
async def assembled(
    home: Path,
    settings: Settings,
    stop: asyncio.Event,
    *,
    at_once: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[Installation | None]:
    """Assemble what runs until SIGTERM, SIGINT or `stop`, waiting for a store that is away.

    Yields None when it is told to stop before the store answers.

    Raises:
        ConfigurationError: everything that is wrong, before anything starts.
    """
    with stopped_by_signals(stop):
        try:
            async with assemble(
                home, settings, clock or SystemClock(), at_once=at_once, stop=stop
            ) as installation:
                settle()
                yield installation
        except StoppedWaiting:
            yield None


async def run_once(home: Path, settings: Settings) -> None:
    """Read each source once, deliver what is due, reports too, stop: for a scheduler, or tests."""
    async with assemble(home, settings, SystemClock()) as installation:
        runner = Runner(installation)
        for source in installation.sources:
            await runner.listener(source).ask(installation.store, _after(_ONE_READING))
        await SourceWatch(installation).look()
        report = await deliver_due(
            installation.store,
            installation.deliverers,
            installation.clock,
            language=settings.language,
        )
        await runner.bury(report)
        await report_mailing(installation).round()


def _after(seconds: float) -> asyncio.Event:
    """Return an event that is set after so many seconds: a stream has no end of its own."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    return over


def pages_of(installation: Installation) -> FastAPI:
    """Return the application of an installation's pages, over the store that its settings name."""
    web = installation.settings.web
    return create(
        apart(installation.store, installation.themes),
        towns=installation.towns,
        themes=installation.themes,
        clock=installation.clock,
        outbox=installation.store,
        language=installation.settings.language,
        coverage=SourceWatch(installation),
        office=office_of(installation),
        registry=installation.metrics.registry,
        public_url=web.public_url,
        in_container=web.in_container,
    )


async def serve(installation: Installation, stop: asyncio.Event) -> None:
    """Serve the page until `stop`."""
    web = installation.settings.web
    app = pages_of(installation)
    config = uvicorn.Config(
        app,
        host=web.listens_on,
        port=web.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=bool(web.behind_proxy),
        forwarded_allow_ips=list(web.behind_proxy),
        server_header=False,
    )
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    log.info("page.ready", address=web.address)
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    app.state.closing.set()  # streams end, without which the server would wait for them
    server.should_exit = True
    stop.set()
    await asyncio.gather(serving, stopping)


@contextmanager
def stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` at SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
