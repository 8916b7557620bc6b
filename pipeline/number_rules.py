"""Looks in the store for what rules about numbers watch: spikes, rising stories, gatherings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from desk.alert_rule import AlertRule, holds
from desk.gathering import gatherings
from desk.number_alerts import Telling, gathered_alert, rising_alert, spike_alert
from desk.rising_story import rises
from desk.rule_floor import GATHERED, LATE, RISING, SPIKE, AtLeast, Crowd
from desk.rule_query import clause
from desk.rule_times import is_muted
from desk.spikes import RECENT, WEEKS, Episode, Seen, rings, spikes
from desk.usual_rhythm import DAY, WEEK
from pipeline.reading_numbers import counted, hourly, records
from pipeline.stages import TownParts, Watch, sent
from vigie.alert import Alert, Delivery
from vigie.contracts import Store
from vigie.query import And, Field, Query
from vigie.town import Town

#: Hours counted for a look at spikes.
HISTORY_HOURS: Final = WEEKS * WEEK + RECENT + DAY
#: What such rules are about.
_NUMBERS: Final = ("spike", "rising", "gathered")
#: An episode that began so long ago and was never told is history.
_TOLD_WITHIN: Final = timedelta(hours=36)
# A story's steps are counted from so many days back: longer ago it was another story.
_STORY: Final = timedelta(days=14)

Last = Mapping[tuple[str, str], datetime]


class NumberRules:
    """Every rule about numbers of an installation.

    Args:
        store: read only.
        towns: themes that one follows among them are left alone.
        watch: rules, targets and the page's address.
    """

    def __init__(self, store: Store, towns: Mapping[str, TownParts], watch: Watch) -> None:
        self._store = store
        self._towns = [parts.town for slug, parts in towns.items() if not parts.theme]
        self._watch = watch

    @property
    def rules(self) -> list[AlertRule]:
        """The rules about numbers; none unless the settings ask for one."""
        return [rule for rule in self._watch.rules if rule.about in _NUMBERS]

    def telling(self, town: Town, now: datetime) -> Telling:
        """Return how a town's alerts are told."""
        return Telling(now, self._watch.page_url, town.interface)

    async def look(self, now: datetime, last: Last) -> AsyncIterator[Delivery]:
        """Yield what is to be told now.

        Args:
            now: aware.
            last: rule and town → when its last alert was raised, as the outbox has it.

        Raises:
            Unavailable: the store is away.
        """
        for rule in self.rules:
            if is_muted(rule, now):
                continue
            for town in self._towns:
                if rule.when.town and town.slug not in rule.when.town:
                    continue
                for alert in await self._alerts(rule, town, now, last.get((rule.name, town.slug))):
                    for delivery in sent(alert, rule, town, self._watch.targets, now):
                        yield delivery

    async def _alerts(
        self, rule: AlertRule, town: Town, now: datetime, last: datetime | None
    ) -> Sequence[Alert]:
        match rule.about:
            case "spike":
                return await self._spike(rule, town, now, last)
            case "rising":
                return await self._rising(rule, town, now)
            case _:
                return await self._gathered(rule, town, now, last)

    async def _spike(
        self, rule: AlertRule, town: Town, now: datetime, last: datetime | None
    ) -> Sequence[Alert]:
        cooling = timedelta(hours=rule.cool_down_hours)
        if last is not None and now < last + cooling:
            return []
        counts = await hourly(self._store, rule, town, now, HISTORY_HOURS)
        floor = (rule.at_least or AtLeast()).over(SPIKE)
        # The last whole days, so that one that began before midnight is seen from its beginning.
        since = len(counts.counts) - 2 * DAY
        found = await asyncio.to_thread(spikes, counts.counts, counts.slots, since, floor)
        if not found or found[-1].end is not None:
            return []
        start = counts.moment(found[-1].start)
        # One that was told began before it was told.
        if (last is not None and start <= last) or start < now - _TOLD_WITHIN:
            return []
        told = await self.checked(rule, town, found[-1], counts.first, floor)
        if told is None:
            return []
        seen, crowd = told
        return [spike_alert(rule, town, seen, crowd, since=start, telling=self.telling(town, now))]

    async def checked(
        self, rule: AlertRule, town: Town, episode: Episode, first: datetime, floor: AtLeast
    ) -> tuple[Seen, Crowd] | None:
        """Return an episode's window that stands once its mentions are read, None if none does.

        Floors are reached by what was heard in time and not brought by a new source's first
        fetch; what is left must be as rare as the rule asks.
        """
        hour = timedelta(hours=1)
        for seen in dict.fromkeys((episode.peak, episode.first)):
            until = first + (seen.hour + 1) * hour
            some, left_out = await counted(
                self._store, rule, town, until - seen.window * hour, until
            )
            crowd, stands = Crowd.of(some), seen.without(left_out)
            if crowd.reaches(floor) and rings(stands, floor):
                return stands, replace(crowd, mentions=stands.count)
        return None

    async def _rising(self, rule: AlertRule, town: Town, now: datetime) -> Sequence[Alert]:
        floor = (rule.at_least or AtLeast()).over(RISING)
        recent = now - timedelta(hours=floor.hours or 0)
        query = Query(where=clause(rule, town.slug), since=recent)
        found = await self._store.count(query, ("cluster",))
        alerts: list[Alert] = []
        for bucket in found.facets["cluster"]:
            if bucket.count < (floor.mentions or 1):
                break  # the most frequent come first
            where = And((Field("town", (town.slug,)), Field("cluster", (bucket.value,))))
            story = await records(self._store, where, now - _STORY, now)
            meets = [record for record in story if holds(rule, record, town)]
            steps = rises(bucket.value, meets, floor)
            if steps and steps[-1].at >= now - LATE:
                alerts.append(rising_alert(rule, town, steps[-1], self.telling(town, now)))
        return alerts

    async def _gathered(
        self, rule: AlertRule, town: Town, now: datetime, last: datetime | None
    ) -> Sequence[Alert]:
        floor = (rule.at_least or AtLeast()).over(GATHERED)
        hours = timedelta(hours=max(2 * rule.digest_hours, floor.hours or 0)) + LATE
        some = await records(self._store, clause(rule, town.slug), now - hours, now)
        meets = [record for record in some if holds(rule, record, town)]
        found = gatherings(rule, meets, now, last)[-1:]
        return [gathered_alert(rule, town, one, self.telling(town, now)) for one in found]
