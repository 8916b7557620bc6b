"""Looks at the sources now and then: shows their states, tells what the rules want told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import structlog

from desk.alert_rule import AlertRule
from desk.coverage import Listened, cover, health_of
from desk.source_alerts import Looked, Speaking, look
from desk.source_health import Health
from desk.source_slots import calendar_of
from pipeline import plugins
from pipeline.installation import Source
from pipeline.intake import Intake
from pipeline.metrics import Metrics
from vigie.alert import Delivery
from vigie.batch import Batch, SourceStatus
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.coverage import Coverage
from vigie.errors import Unavailable
from vigie.source_watch import SOURCE_STATES

log = structlog.get_logger()

#: Seconds between two looks.
EVERY: Final = 300.0
#: Seconds before the first: each source is asked first, lest an outage of ours pass for theirs.
SETTLING: Final = 600.0


class Watchable(Protocol):
    """What a watch needs of an installation; both modes' have it."""

    @property
    def store(self) -> Store:
        """Where sources stand."""
        ...

    @property
    def sources(self) -> Sequence[Source]:
        """Connectors, built."""
        ...

    @property
    def intake(self) -> Intake:
        """Holds the towns, the rules, the targets."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells what is late."""
        ...

    @property
    def metrics(self) -> Metrics:
        """Shows the state of each source."""
        ...

    @property
    def language(self) -> str:
        """Of the alerts about sources that are read for several towns."""
        ...


class SourceWatch:
    """Watches the sources that the settings name.

    Two of them may look at the same sources: what they raise has the same ids. A source's
    local time and holidays are those of its first town.
    """

    def __init__(self, it: Watchable) -> None:
        self._it = it
        self._towns = {slug: parts.town for slug, parts in it.intake.stages.towns.items()}
        self._watch = it.intake.stages.watch

    async def run(
        self, stop: asyncio.Event, *, settling: float = SETTLING, every: float = EVERY
    ) -> None:
        """Look until `stop`; a store that is away is looked at later."""
        wait = settling
        while not await over(stop, wait):
            wait = every
            try:
                await self.look()
            except Unavailable as error:
                log.warning("sources.unwatched", error=type(error).__name__)

    async def look(self, *, tell: bool = True) -> None:
        """Look once: show the states and, with `tell`, have alerted what newly deserves it.

        Raises:
            Unavailable: the store is away; nothing is lost, the next look tells.
        """
        statuses, now = await self._it.store.sources(), self._it.clock.now()
        rules = self._watch.rules
        looked = await asyncio.to_thread(self._looked, rules, statuses, now)
        targets = {rule.name: rule.targets or self._watch.targets for rule in rules}
        batch = _batch(targets, looked, statuses, now)
        if tell and batch != Batch():
            await self._it.store.write(batch)
            log.info("sources.told", alerts=len({d.alert.id for d in batch.deliveries}))

    async def coverage(self) -> Coverage:
        """See `vigie.coverage.Covering.coverage`."""
        statuses, tallies = await self._it.store.sources(), await self._it.store.tallies()
        now, kinds = self._it.clock.now(), plugins.names(plugins.CONNECTORS)
        listened = self._listened(now)
        return await asyncio.to_thread(cover, listened, statuses, tallies, kinds, now=now)

    async def states(self) -> Mapping[str, str]:
        """See `vigie.coverage.Covering.states`."""
        statuses, now = await self._it.store.sources(), self._it.clock.now()

        def judged() -> dict[str, str]:
            return {
                source.name: health_of(source, statuses.get(source.name), now).state
                for source in self._listened(now)
            }

        return await asyncio.to_thread(judged)

    def _looked(
        self, rules: Sequence[AlertRule], statuses: Mapping[str, SourceStatus], now: datetime
    ) -> list[Looked]:
        looked: list[Looked] = []
        for source in self._listened(now):
            status = statuses.get(source.name)
            health = health_of(source, status, now)
            self._show(source.name, health)
            if status is not None:
                speaking = self._speaking(source)
                looked.append(look(rules, source, status, health, now=now, speaking=speaking))
        return looked

    def _listened(self, now: datetime) -> list[Listened]:
        calendars = {slug: calendar_of(town, now) for slug, town in self._towns.items()}
        found = []
        for source in self._it.sources:
            towns = tuple(source.settings.towns) or tuple(self._towns)
            found.append(
                Listened(
                    name=source.connector.name,
                    kind=source.settings.kind,
                    towns=towns,
                    calendar=calendars[towns[0]],
                )
            )
        return found

    def _speaking(self, source: Listened) -> Speaking:
        only = self._towns[source.towns[0]] if len(source.towns) == 1 else None
        return Speaking(
            language=only.interface if only else self._it.language,
            town=only.slug if only else "",
            town_name=only.name if only else "",
            page_url=self._watch.page_url,
        )

    def _show(self, name: str, health: Health) -> None:
        for state in SOURCE_STATES:
            here = float(state == health.state)
            self._it.metrics.show("vigie_source_state", here, source=name, state=state)


def _batch(
    targets: Mapping[str, Sequence[str]],
    looked: Iterable[Looked],
    statuses: Mapping[str, SourceStatus],
    now: datetime,
) -> Batch:
    """Return what is to be written: deliveries, and what changed in what is remembered."""
    return Batch(
        deliveries=tuple(
            Delivery(alert=alert, target=target, due_at=now)
            for each in looked
            for alert in each.alerts
            for target in targets[alert.rule]
        ),
        watched=tuple(
            each.watched for each in looked if each.watched != statuses[each.watched.source].watched
        ),
    )


async def over(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; tell whether it is time to stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return stop.is_set()
    return True
