"""Made-up sources, for `bench.silences`: when each brings something, over a year in Québec."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from math import exp
from typing import Final
from zoneinfo import ZoneInfo

from desk.source_slots import SourceCalendar, calendar_of
from pipeline.assembly import load_town

ZONE: Final = ZoneInfo("America/Toronto")
FIRST: Final = date(2025, 6, 2)
DAY: Final = timedelta(days=1)
#: A town's time and holidays: what the desk knows, and when its papers do not come.
CALENDAR: Final[SourceCalendar] = calendar_of(
    load_town("trois-rivieres", None), datetime(2026, 7, 1, tzinfo=ZONE)
)

Arrivals = Iterator[datetime]
Make = Callable[[random.Random, int], Arrivals]


def at_hour(day: date, hours: float) -> datetime:
    """Return a moment of a local day, in real hours since its midnight."""
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hours)


def _days(days: int) -> Iterable[date]:
    return (FIRST + n * DAY for n in range(days))


def _poisson(chance: random.Random, mean: float) -> int:
    least, count, product = exp(-mean), 0, chance.random()
    while product > least:
        count, product = count + 1, product * chance.random()
    return count


def paper(*weekdays: int, spread: float = 0.3, misses: float = 0.0) -> Make:
    """A paper at six o'clock, but for holidays and, at random, some of its days."""

    def make(chance: random.Random, days: int) -> Arrivals:
        for day in _days(days):
            there = day.weekday() in weekdays and day not in CALENDAR.closed
            if there and chance.random() >= misses:
                yield at_hour(day, 6 + chance.gauss(0, spread))

    return make


def office(mean: float) -> Make:
    """A town hall's news: so many a working day on the average, in its opening hours."""

    def make(chance: random.Random, days: int) -> Arrivals:
        for day in _days(days):
            if day.weekday() < 5 and day not in CALENDAR.closed:
                for _ in range(_poisson(chance, mean)):
                    yield at_hour(day, chance.uniform(8, 17))

    return make


def media(week: float, weekend: float) -> Make:
    """A newsroom: from six to twenty-two, less at the end of the week."""

    def make(chance: random.Random, days: int) -> Arrivals:
        for day in _days(days):
            for _ in range(_poisson(chance, week if day.weekday() < 5 else weekend)):
                yield at_hour(day, chance.uniform(6, 22))

    return make


def wire(share: float) -> Make:
    """Day and night: something in this share of the hours."""

    def make(chance: random.Random, days: int) -> Arrivals:
        begin = at_hour(FIRST, 0).timestamp()
        for hour in range(24 * days):
            if chance.random() < share:
                yield datetime.fromtimestamp(begin + 3600 * hour + 60, ZONE)

    return make


def forum(a_month: float) -> Make:
    """Posts independent of one another."""

    def make(chance: random.Random, days: int) -> Arrivals:
        at = 0.0
        while (at := at + chance.expovariate(a_month / 30)) < days:
            yield at_hour(FIRST, 0) + at * DAY

    return make


def bursts(a_month: float, posts: int) -> Make:
    """A forum of conversations: several posts within a day or two, then nothing for long."""

    def make(chance: random.Random, days: int) -> Arrivals:
        at = 0.0
        while (at := at + chance.expovariate(a_month / 30)) < days:
            post = at
            for _ in range(1 + _poisson(chance, posts)):
                yield at_hour(FIRST, 0) + post * DAY
                post += chance.expovariate(4)

    return make


def crowd(mean: float) -> Make:
    """A social network's group: days much busier than others, in the afternoon mostly."""

    def make(chance: random.Random, days: int) -> Arrivals:
        for day in _days(days):
            for _ in range(_poisson(chance, mean * chance.gammavariate(1.5, 1 / 1.5))):
                yield at_hour(day, chance.gauss(16, 5) % 24)

    return make


SOURCES: Final[dict[str, Make]] = {
    "daily paper, Tuesday to Saturday": paper(1, 2, 3, 4, 5),
    "daily paper, working days": paper(0, 1, 2, 3, 4),
    "the same, misses 1 % of its days": paper(0, 1, 2, 3, 4, misses=0.01),
    "daily paper, two hours early or late": paper(*range(7), spread=1.0),
    "weekly, on Wednesday": paper(2),
    "town hall, 2 a working day": office(2),
    "newsroom, 15 a day": media(15, 7),
    "wire, 19 hours in 20": wire(0.95),
    "firehose": wire(1.0),
    "network’s group, 8 a day": crowd(8),
    "forum, 15 posts a month": forum(15),
    "forum, 2 posts a month": forum(2),
    "forum, 3 conversations a month": bursts(3, 6),
}
