"""Local days of a town, and how many mentions each has: stores count in UTC."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from vigie.contracts import Store
from vigie.query import Query

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_BY_DAY: Final = 45  # days: beyond, bars would be too thin to be read
_BY_WEEK: Final = 210


class Steps(NamedTuple):
    """Days, weeks from Monday or months that cover a stretch; the first may be cut short.

    Attributes:
        every: "day", "week" or "month".
        until: the day after the last.
    """

    every: str
    starts: tuple[date, ...]
    until: date

    def sums(self, days: Mapping[date, int]) -> tuple[int, ...]:
        """Return how many each step has."""
        ends = (*self.starts[1:], self.until)
        return tuple(
            sum(days.get(start + place * _DAY, 0) for place in range((end - start).days))
            for start, end in zip(self.starts, ends, strict=True)
        )


def steps(first: date, until: date) -> Steps:
    """Cut the days from `first` to before `until` in steps that a chart can show."""
    length = (until - first).days
    every = "day" if length <= _BY_DAY else "week" if length <= _BY_WEEK else "month"
    days = [first + place * _DAY for place in range(max(length, 1))]
    starts = tuple(day for place, day in enumerate(days) if not place or _begins(day, every))
    return Steps(every, starts, days[-1] + _DAY)


def _begins(day: date, every: str) -> bool:
    return every == "day" or (day.day == 1 if every == "month" else day.weekday() == 0)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment that a local day begins, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def within(query: Query, first: date, until: date, zone: ZoneInfo) -> Query:
    """Return a query bound to local days, `until` not included."""
    return replace(query, since=midnight(first, zone), until=midnight(until, zone))


async def by_day(
    store: Store, query: Query, first: date, until: date, zone: ZoneInfo
) -> dict[date, int]:
    """Return the mentions of each local day that has any.

    Hours counted by the store are gathered by local day, on the days when the clock changes
    too. Where the zone is not on the hour (Newfoundland), each day is counted by itself.
    """
    asked = within(query, first, until, zone)
    if not all(_on_the_hour(each, zone) for each in (asked.since, asked.until) if each):
        days = [first + place * _DAY for place in range((until - first).days)]
        return await _one_by_one(store, query, days, zone)
    counts = Counter[date]()
    for bucket in (await store.count(asked, (), "hour")).histogram:
        counts[datetime.fromisoformat(bucket.value).astimezone(zone).date()] += bucket.count
    return dict(counts)


def _on_the_hour(at: datetime, zone: ZoneInfo) -> bool:
    return not (at.astimezone(zone).utcoffset() or timedelta()) % _HOUR


async def _one_by_one(
    store: Store, query: Query, days: Sequence[date], zone: ZoneInfo
) -> dict[date, int]:
    found = await asyncio.gather(
        *(store.count(within(query, day, day + _DAY, zone)) for day in days)
    )
    return {day: counts.total for day, counts in zip(days, found, strict=True) if counts.total}
