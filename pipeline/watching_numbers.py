"""Watches for spikes and other numbers every few minutes, and puts their alerts in the outbox."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog

from pipeline.number_rules import NumberRules
from pipeline.opening_store import InstalledStore
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import Clock
from vigie.contracts import Outbox
from vigie.errors import InvalidInput, Unavailable

log = structlog.get_logger()

#: Seconds between two looks.
EVERY: Final = 300.0
# Seconds until the first rule of this sort, made on the pages, is noticed.
_NOTICED: Final = 20.0
# Alerts read back to know what was told; more than a storm of others leaves room for.
_TOLD: Final = 2_000


class NumberWatch:
    """The looks of one process.

    Args:
        rules: what is looked for.
        store: where alerts wait; told alerts are read back from it, so that a restart, or
            another worker that takes over, tells nothing twice.
        clock: tells the time.
    """

    def __init__(self, rules: NumberRules, store: InstalledStore, clock: Clock) -> None:
        self._rules = rules
        self._store = store
        self._clock = clock
        self._told = set[tuple[str, str]]()

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`; the store is left alone as long as no rule asks for it."""
        done_at = float("-inf")
        while not stop.is_set():
            if self._rules.rules and time.monotonic() - done_at >= EVERY:
                await self.look()
                done_at = time.monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _NOTICED)

    async def look(self) -> int:
        """Look once and write what is to be told; return how many deliveries. Never raises.

        A store that is away is asked again at the next look.
        """
        try:
            last = await last_told(self._store)
            found = [one async for one in self._rules.look(self._clock.now(), last)]
            fresh = [one for one in found if (one.alert.id, one.target) not in self._told]
            if fresh:
                await self._store.write(Batch(deliveries=tuple(fresh)))
                self._remember(fresh)
        except (Unavailable, InvalidInput) as error:
            log.warning("numbers.postponed", error=type(error).__name__)
            return 0
        return len(fresh)

    def _remember(self, fresh: list[Delivery]) -> None:
        self._told |= {(one.alert.id, one.target) for one in fresh}
        log.info("numbers.told", rules=sorted({one.alert.rule for one in fresh}))


async def last_told(outbox: Outbox) -> dict[tuple[str, str, str], datetime]:
    """Return, for each rule, town and series, when its last alert was raised."""
    last: dict[tuple[str, str, str], datetime] = {}
    for delivery in await outbox.deliveries(_TOLD):
        alert = delivery.alert
        where = (alert.rule, alert.town, alert.summary.get("series", ""))
        last[where] = max(alert.raised_at, last.get(where, alert.raised_at))
    return last
