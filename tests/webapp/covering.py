"""What is heard, as the pages ask for it, where every source of the store is in the settings."""

from __future__ import annotations

from collections.abc import Mapping

from desk.coverage import Listened, cover
from desk.source_slots import calendar_of
from tests.desk.examples import TOWN
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.coverage import Coverage


class Ears:
    """A `vigie.coverage.Covering`; `removed` names sources that the settings no longer hold."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.removed: set[str] = set()

    async def coverage(self) -> Coverage:
        statuses, now = await self._store.sources(), self._clock.now()
        listened = [
            Listened(name=name, kind="feed", towns=(TOWN.slug,), calendar=calendar_of(TOWN, now))
            for name in statuses
            if name not in self.removed
        ]
        tallies = await self._store.tallies()
        return cover(listened, statuses, tallies, ["feed", "discourse"], now=now)

    async def states(self) -> Mapping[str, str]:
        covered = await self.coverage()
        return {source.name: source.state for source in covered.sources if source.kind}
