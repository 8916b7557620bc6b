"""Listens to one source: asks, has each page written, waits until it should be asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from pipeline.page_pump import PagePump
from vigie.clock import Clock
from vigie.contracts import Connector, Store
from vigie.errors import ConfigurationError
from vigie.page import Page

log = structlog.get_logger()

#: No source asks for a longer wait than a day: more means that the clock jumped.
_LONGEST_WAIT = timedelta(hours=25)
#: A sleeping source looks at the clock this often, in seconds, since clocks jump.
_GLANCE = 30.0
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 900.0


#: Has a page written, durably, whatever time the store takes.
Absorb = Callable[[Page], Awaitable[None]]


class Listener:
    """One source's loop; whatever its connector does, the others never notice.

    Args:
        connector: the source.
        absorb: called with one page at a time; the next is asked for only once it is durable,
            so that a slow store slows its sources and never fills the memory.
    """

    def __init__(self, connector: Connector, absorb: Absorb) -> None:
        self.connector = connector
        self._absorb = absorb

    async def run(self, store: Store, clock: Clock, stop: asyncio.Event) -> None:
        """Listen until `stop`, or until the source is at its end or stopped for good.

        A source that was stopped is asked once more when Vigie starts: its settings may have
        changed, or its publisher his mind.
        """
        name = self.connector.name
        status = (await store.sources()).get(name)
        next_at = status.next_at if status else None
        pause = _FIRST_PAUSE
        while not stop.is_set():
            await _sleep_until(next_at, clock, stop)
            if stop.is_set():
                return
            try:
                last = await self.ask(store, stop)
            except ConfigurationError:
                raise
            except Exception as error:  # noqa: BLE001 - a connector's fault stays its own
                wait = getattr(error, "retry_after", None) or pause
                log.warning("source.fault", source=name, error=type(error).__name__, wait=wait)
                next_at = clock.now() + timedelta(seconds=wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            if last is None or last.next_at is None or last.state == "stopped":
                return
            next_at, pause = last.next_at, _FIRST_PAUSE

    async def ask(self, store: Store, stop: asyncio.Event | None = None) -> Page | None:
        """Have every page after the durable cursor written; return the last of them."""
        stop = stop or asyncio.Event()
        cursor = await store.cursor(self.connector.name)
        last: Page | None = None
        async with PagePump(self.connector, cursor) as pump:
            while not stop.is_set() and (page := await pump.next(stop)) is not None:
                await self._absorb(page)
                last = page
        return last


async def _sleep_until(at: datetime | None, clock: Clock, stop: asyncio.Event) -> None:
    """Wait for `at` by the clock, which may jump either way meanwhile."""
    while at is not None and not stop.is_set():
        left = at - clock.now()
        if left <= timedelta(0):
            return
        if left > _LONGEST_WAIT:
            at = clock.now() + _LONGEST_WAIT
            continue
        try:
            await asyncio.wait_for(stop.wait(), min(left.total_seconds(), _GLANCE))
        except TimeoutError:
            continue
