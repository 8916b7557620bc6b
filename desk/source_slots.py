"""Cuts the past into slots, by the local day and by the hour, for the rhythms of sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from desk.response_clock import BusinessClock
from vigie.rhythm import hour_of, moment_of
from vigie.town import Town

#: Hours of the local day at which days are cut: each cut sees one that the others split.
CUTS: Final = tuple(range(0, 24, 3))
#: Days told at one cut: the memory of a rhythm, and as long a silence.
_DAYS: Final = 2 * 26 * 7 + 2
_DAY: Final = timedelta(days=1)


class SourceCalendar(msgspec.Struct, frozen=True):
    """The local time of a source, and the days on which nobody expects it to bring anything."""

    timezone: str
    closed: frozenset[date] = frozenset()


class Slot(NamedTuple):
    """A stretch of whole hours, its end not included, and its class among the slots of a week."""

    begin: int
    end: int
    kind: int


def calendar_of(town: Town, now: datetime) -> SourceCalendar:
    """Return a town's calendar: its public holidays are no day to miss a source."""
    clock, today = BusinessClock(town), now.astimezone(_zone(town.timezone)).date()
    days = (today - n * _DAY for n in range(-2, 2 * 366))
    return SourceCalendar(town.timezone, frozenset(day for day in days if clock.is_holiday(day)))


def day_slots(calendar: SourceCalendar, end: int, cut: int) -> Sequence[Slot]:
    """Return the days before hour `end`, newest first, each from one cut to the next.

    A day of 23 or 25 hours is one slot like the others: cuts are local. Days that touch a
    closed date are left out.
    """
    local = moment_of(end).astimezone(_zone(calendar.timezone))
    last = local.date() if local.hour >= cut else local.date() - _DAY
    return _days(calendar, last, cut)


@lru_cache(maxsize=256)
def _days(calendar: SourceCalendar, last: date, cut: int) -> tuple[Slot, ...]:
    return tuple(_cut_days(calendar, last, cut))


def _cut_days(calendar: SourceCalendar, last: date, cut: int) -> Iterator[Slot]:
    zone = _zone(calendar.timezone)
    end = hour_of(datetime.combine(last, time(cut), zone))
    for day in (last - n * _DAY for n in range(_DAYS)):
        begin = hour_of(datetime.combine(day - _DAY, time(cut), zone))
        first = day - _DAY
        if first not in calendar.closed and (day not in calendar.closed or cut == 0):
            yield Slot(begin, end, first.weekday())
        end = begin


def hour_slots(calendar: SourceCalendar, begin: int, end: int) -> Iterator[Slot]:
    """Yield the hours from `end`, not included, back to `begin`, but for those of closed dates."""
    for hour in range(end - 1, begin - 1, -1):
        day, kind = _local_hours(calendar.timezone, hour // 24)[hour % 24]
        if day not in calendar.closed:
            yield Slot(hour, hour + 1, kind)


@lru_cache(maxsize=4096)
def _local_hours(timezone: str, utc_day: int) -> tuple[tuple[date, int], ...]:
    zone = _zone(timezone)
    moments = (moment_of(24 * utc_day + hour).astimezone(zone) for hour in range(24))
    return tuple((local.date(), 24 * local.weekday() + local.hour) for local in moments)


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
