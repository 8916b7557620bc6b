"""What rules would have told over the past: the dry run. Reads the store, sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Final

import msgspec

from desk.alert_rule import AlertRule, holds
from desk.alert_rules import raise_alerts
from desk.gathering import gatherings
from desk.number_alerts import gathered_alert, rising_alert, spike_alert
from desk.rising_story import rises
from desk.rule_floor import RISING, SPIKE, AtLeast
from desk.rule_query import clause, each_series
from pipeline.number_rules import NumberRules
from pipeline.reading_numbers import each_record, records
from pipeline.stages import TownParts
from vigie.alert import Alert
from vigie.contracts import Store
from vigie.query import And, Field, Query
from vigie.town import Town

#: Records that a rule about gatherings is tried on, the newest.
_MOST: Final = 200_000
_STORY: Final = timedelta(days=14)


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule would have told: alerts in order, each raised when it would have been."""

    rule: AlertRule
    alerts: tuple[Alert, ...]

    def weeks(self) -> list[tuple[str, int]]:
        """Return how many alerts each week would have brought, by its Monday, in order."""
        counts = Counter(_monday(alert.raised_at) for alert in self.alerts)
        return sorted(counts.items())


async def try_rules(
    store: Store,
    towns: Iterable[TownParts],
    rules: Sequence[AlertRule],
    numbers: NumberRules,
    *,
    now: datetime,
    days: int,
) -> list[Trial]:
    """Try rules over the last days; their mute, quiet hours and targets change nothing here.

    Labels are those in force today, and mentions those still kept. How sources were is not kept:
    a rule about them tells nothing.

    Args:
        store: read only.
        towns: themes among them are left alone.
        rules: to be tried.
        numbers: of the same store; it looks at the windows of spikes.
        now: aware.
        days: how far back.

    Raises:
        Unavailable: the store is away.
    """
    trying = _Trying(store, numbers, now, days)
    some = [parts.town for parts in towns if not parts.theme]
    trials: list[Trial] = []
    for rule in (each for each in rules if not each.about_sources):
        told: list[Alert] = []
        for town in some:
            if not rule.when.town or town.slug in rule.when.town:
                for one in each_series(rule):
                    told += [alert async for alert in trying.alerts(one, town)]
        told.sort(key=lambda alert: alert.raised_at)
        trials.append(Trial(rule=rule, alerts=tuple(told)))
    return trials


class _Trying:
    def __init__(self, store: Store, numbers: NumberRules, now: datetime, days: int) -> None:
        self._store = store
        self._numbers = numbers
        self._now = now
        self._days = days
        self._since = now - timedelta(days=days)

    def alerts(self, rule: AlertRule, town: Town) -> AsyncIterator[Alert]:
        match rule.about:
            case "mention":
                return self._mentions(rule, town)
            case "spike":
                return self._spikes(rule, town)
            case "rising":
                return self._rising(rule, town)
            case _:
                return self._gathered(rule, town)

    async def _mentions(self, rule: AlertRule, town: Town) -> AsyncIterator[Alert]:
        plain = msgspec.structs.replace(rule, mute_until=None)
        where = clause(rule, town.slug)
        async with aclosing(each_record(self._store, where, self._since, self._now)) as some:
            async for record in some:
                for alert in raise_alerts([plain], record, record.first_seen, town=town):
                    yield alert

    async def _spikes(self, rule: AlertRule, town: Town) -> AsyncIterator[Alert]:
        counts, found = await self._numbers.episodes(rule, town, self._now, self._days)
        floor = (rule.at_least or AtLeast()).over(SPIKE)
        cooling, last = timedelta(hours=rule.cool_down_hours), None
        for one in found:
            at = counts.moment(one.raised)
            told = await self._numbers.checked(rule, town, one, counts.first, floor)
            if told is None or (last is not None and at < last + cooling):
                continue
            seen, crowd = told
            telling, last = self._numbers.telling(town, at), at
            since = counts.moment(one.start)
            yield spike_alert(rule, town, seen, crowd, since=since, telling=telling)

    async def _rising(self, rule: AlertRule, town: Town) -> AsyncIterator[Alert]:
        floor = (rule.at_least or AtLeast()).over(RISING)
        query = Query(where=clause(rule, town.slug), since=self._since)
        found = await self._store.count(query, ("cluster",))
        for bucket in found.facets["cluster"]:
            if bucket.count < (floor.mentions or 1):
                break  # the most frequent come first
            where = And((Field("town", (town.slug,)), Field("cluster", (bucket.value,))))
            story = await records(self._store, where, self._since - _STORY, self._now)
            for rise in rises(bucket.value, [r for r in story if holds(rule, r, town)], floor):
                yield rising_alert(rule, town, rise, self._numbers.telling(town, rise.at))

    async def _gathered(self, rule: AlertRule, town: Town) -> AsyncIterator[Alert]:
        where = clause(rule, town.slug)
        some = await records(self._store, where, self._since, self._now, _MOST)
        meets = [record for record in some if holds(rule, record, town)]
        for one in gatherings(rule, meets, self._now):
            yield gathered_alert(rule, town, one, self._numbers.telling(town, one.at))


def _monday(at: datetime) -> str:
    return (at.date() - timedelta(days=at.weekday())).isoformat()
