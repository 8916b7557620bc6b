"""Watches saved searches every minute, and puts their alerts in the outbox."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from pipeline.opening_store import InstalledStore
from pipeline.search_rules import SearchRules
from pipeline.watching_numbers import last_told
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import Clock
from vigie.errors import InvalidInput, Unavailable

log = structlog.get_logger()

#: Seconds between two looks.
EVERY: Final = 60.0
# Ids of alerts remembered, so that they are not written again at each look; after a start, those
# that the outbox raised last.
_REMEMBERED: Final = 20_000
_KNOWN: Final = 2_000


class SearchWatch:
    """The looks of one process.

    An alert's id comes from its search and its mention, and the outbox keeps each id once: a
    restart, or another worker that takes over, tells nothing twice.

    Args:
        rules: the saved searches that alert.
        store: where alerts wait.
        clock: tells the time.
    """

    def __init__(self, rules: SearchRules, store: InstalledStore, clock: Clock) -> None:
        self._rules = rules
        self._store = store
        self._clock = clock
        self._told: dict[str, None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        while not stop.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def look(self) -> int:
        """Look once and write what is to be told; return how many deliveries. Never raises.

        A store that is away is asked again at the next look.
        """
        try:
            if self._told is None:
                known = await self._store.deliveries(_KNOWN)
                self._told = dict.fromkeys(one.alert.id for one in known)
            last, told = await last_told(self._store), frozenset(self._told)
            fresh = [one async for one in self._rules.look(self._clock.now(), last, told)]
            if fresh:
                await self._store.write(Batch(deliveries=tuple(fresh)))
                self._told = _with(self._told, fresh)
        except (Unavailable, InvalidInput) as error:
            log.warning("searches.postponed", error=type(error).__name__)
            return 0
        return len(fresh)


def _with(told: dict[str, None], fresh: list[Delivery]) -> dict[str, None]:
    """Remember what is told now too, and forget what was told long ago."""
    ids = dict.fromkeys(one.alert.id for one in fresh)
    log.info("searches.told", alerts=len(ids))
    return dict.fromkeys(list(told | ids)[-_REMEMBERED:])
