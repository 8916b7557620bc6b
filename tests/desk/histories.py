"""Histories of plainly fictional sources, as rhythms: when each brought something, and to whom."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.source_slots import SourceCalendar
from vigie.rhythm import Rhythm, hour_of

QUEBEC = SourceCalendar("America/Toronto")
ZONE = ZoneInfo("America/Toronto")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

#: Twelve weeks before a Monday in November; the clocks went back in between.
FIRST = date(2026, 8, 31)
LAST = date(2026, 11, 22)


def local(day: date, hour: float) -> datetime:
    """A moment of a local day, aware."""
    return datetime.combine(day, time(), ZONE) + hour * HOUR


def days(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def rhythm(arrivals: Iterable[datetime], since: date = FIRST) -> Rhythm:
    return Rhythm(hour_of(local(since, 0))).with_arrivals(map(hour_of, arrivals))


def paper(
    weekdays: Iterable[int] = (1, 2, 3, 4, 5),
    *,
    first: date = FIRST,
    last: date = LAST,
    hour: float = 6,
    but: Iterable[date] = (),
) -> list[datetime]:
    """A daily paper, within a quarter of an hour of its time."""
    chance, missed = random.Random(1), set(but)
    return [
        local(day, hour + chance.uniform(-0.25, 0.25))
        for day in days(first, last)
        if day.weekday() in weekdays and day not in missed
    ]


def wire(last: date = LAST) -> list[datetime]:
    """A wire, all but one hour in twenty."""
    chance = random.Random(2)
    return [
        local(day, hour) for day in days(last=last) for hour in range(24) if chance.random() < 0.95
    ]


def forum(a_month: float = 2, *, weeks: int = 26) -> list[datetime]:
    """A sleepy forum, until `LAST`."""
    chance, at, found = random.Random(4), local(LAST, 12), []
    while at > local(LAST - timedelta(weeks=weeks), 0):
        found.append(at)
        at -= chance.expovariate(a_month / 30) * DAY
    return found
