"""Looks in the store for what rules about numbers watch: spikes, rising stories, gatherings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Final

from msgspec.structs import replace

from desk.alert_rule import AlertRule, holds
from desk.gathering import gatherings
from desk.hourly_series import Series
from desk.number_alerts import Telling, gathered_alert, rising_alert, spike_alert
from desk.rising_story import rises
from desk.rule_floor import GATHERED, LATE, RISING, SPIKE, AtLeast, Crowd
from desk.rule_query import clause, each_series
from desk.rule_times import is_muted
from desk.spikes import RECENT, WEEKS, Episode, Seen, rings, spikes
from desk.usual_rhythm import DAY, WEEK
from pipeline.reading_numbers import counted, hourly, listening_since, records
from pipeline.stages import TownParts, Watch, sent
from vigie.alert import Alert, Delivery
from vigie.contracts import Store
from vigie.query import And, Field, Query
from vigie.town import Town

#: Hours that a rhythm is learnt from, and those just past.
HISTORY_HOURS: Final = WEEKS * WEEK + RECENT
#: What such rules are about.
_NUMBERS: Final = ("spike", "rising", "gathered")
#: An episode that began so long ago and was never told is history.
_TOLD_WITHIN: Final = timedelta(hours=36)
# A story's steps are counted from so many days back: longer ago it was another story.
_STORY: Final = timedelta(days=14)

#: Rule, town and series ("" but for spikes) → when its last alert was raised.
Last = Mapping[tuple[str, str, str], datetime]


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
        # Town → the first moment asked about, and since when it was listened to.
        self._heard: dict[str, tuple[datetime, datetime]] = {}

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
            last: as the outbox has it.

        Raises:
            Unavailable: the store is away.
        """
        for rule in chain.from_iterable(map(each_series, self.rules)):
            if is_muted(rule, now):
                continue
            for town in self._towns:
                if rule.when.town and town.slug not in rule.when.town:
                    continue
                before = last.get((rule.name, town.slug, rule.spike))
                for alert in await self._alerts(rule, town, now, before):
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
        floor = (rule.at_least or AtLeast()).over(SPIKE)
        # Two days, so that one that began yesterday is seen from its beginning.
        counts, found = await self.episodes(rule, town, now, days=2)
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

    async def episodes(
        self, rule: AlertRule, town: Town, now: datetime, days: int
    ) -> tuple[Series, list[Episode]]:
        """Return the hours of a rule, and the episodes told in the last days, to be checked."""
        hours = HISTORY_HOURS + days * DAY
        counts = await hourly(self._store, rule, town, now, hours)
        heard = await self._listening(town, counts.first, now)
        if heard is None:
            return counts, []
        floor = (rule.at_least or AtLeast()).over(SPIKE)
        first = max(0, (heard - counts.first) // timedelta(hours=1))
        look = partial(spikes, counts.counts, counts.slots, hours - days * DAY, floor)
        return counts, await asyncio.to_thread(look, heard_from=first)

    async def _listening(self, town: Town, first: datetime, now: datetime) -> datetime | None:
        """Return since when a town is listened to; found once, for it never changes."""
        asked, heard = self._heard.get(town.slug, (now, None))
        if heard is None or first < asked:
            heard = await listening_since(self._store, town, first, now)
            if heard is not None:
                self._heard[town.slug] = (first, heard)
        return heard

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
