"""Mentions of each hour in a row, with the hour of the week that each is in the town."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from desk.response_clock import BusinessClock
from desk.usual_rhythm import DAY, Hours, Slots
from vigie.query import Bucket
from vigie.town import Town

_HOUR: Final = timedelta(hours=1)
_SUNDAY: Final = 6


class Series(msgspec.Struct, frozen=True):
    """Counts and hours of the week from `first`, an aware hour on the clock, on."""

    first: datetime
    counts: Hours
    slots: Slots

    def moment(self, position: int) -> datetime:
        """Return when the hour at this position begins."""
        return self.first + position * _HOUR


def first_hour(at: datetime, hours: int) -> datetime:
    """Return the beginning of the hour that is so many before the one of `at`."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - hours * _HOUR


def series(histogram: Iterable[Bucket], first: datetime, until: datetime, town: Town) -> Series:
    """Put a store's histogram by the hour in a row, its silent hours too.

    Args:
        histogram: periods "2026-11-23T14:00Z".
        first: the beginning of the first hour, aware.
        until: aware; its hour is the last, over or not.
        town: whose time it is; its public holidays go by the rhythm of Sundays.
    """
    length = int((first_hour(until, 0) - first) / _HOUR) + 1
    counts = np.zeros(length)
    for bucket in histogram:
        at = int((datetime.fromisoformat(bucket.value) - first) / _HOUR)
        if 0 <= at < length:
            counts[at] += bucket.count
    return Series(first, counts, _slots(first, length, town))


def _slots(first: datetime, length: int, town: Town) -> Slots:
    zone, clock = ZoneInfo(town.timezone), BusinessClock(town)
    local = [(first + at * _HOUR).astimezone(zone) for at in range(length)]
    weekday = {
        day: _SUNDAY if clock.is_holiday(day) else day.weekday()
        for day in {moment.date() for moment in local}
    }
    return np.array([weekday[moment.date()] * DAY + moment.hour for moment in local])
