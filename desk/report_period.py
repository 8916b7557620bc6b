"""Periods of reports: a day, an ISO week, a month or a range, in the town's own time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from vigie.errors import InvalidInput
from vigie.say import Say

KINDS: Final = ("day", "week", "month")
_DAY: Final = timedelta(days=1)
_LONGEST: Final = 366  # days
_EARLIEST, _LATEST = 2000, 2200


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Local days from `first` to `last`, both included."""

    kind: str
    first: date
    last: date

    @property
    def key(self) -> str:
        """Return "2026-11-26", "2026-W48", "2026-11" or "2026-11-01..2026-11-15"."""
        match self.kind:
            case "day":
                return self.first.isoformat()
            case "week":
                year, week, _ = self.first.isocalendar()
                return f"{year}-W{week:02}"
            case "month":
                return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def before(self) -> Period:
        """The period that it is compared with: the one before, as long."""
        if self.kind in KINDS:
            return period_of(self.kind, self.first - _DAY)
        days = self.last - self.first + _DAY
        return Period(kind=self.kind, first=self.first - days, last=self.last - days)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its two moments in UTC, the second not included.

        A day that the clocks make an hour longer or shorter is whole.
        """
        return _midnight(self.first, zone), _midnight(self.last + _DAY, zone)


def period_of(kind: str, day: date) -> Period:
    """Return the day, week or month that a local day is in."""
    if kind == "day":
        return Period(kind=kind, first=day, last=day)
    if kind == "week":
        monday = day - day.weekday() * _DAY
        return Period(kind=kind, first=monday, last=monday + 6 * _DAY)
    first = day.replace(day=1)
    following = (first + 31 * _DAY).replace(day=1)
    return Period(kind="month", first=first, last=following - _DAY)


def last_over(kind: str, today: date) -> Period:
    """Return the last day, week or month that is over on a local day."""
    return period_of(kind, today).before


def read_period(text: str, today: date) -> Period:
    """Read "day", "week", "month" (the last one over) or a key as `Period.key` writes it.

    Raises:
        InvalidInput: neither; or a range that is empty or longer than a year.
    """
    if text in KINDS:
        return last_over(text, today)
    try:
        found = _keyed(text)
    except ValueError:
        raise InvalidInput(NO_PERIOD) from None
    if not _EARLIEST <= found.first.year < _LATEST:
        raise InvalidInput(NO_PERIOD)
    return found


def _keyed(text: str) -> Period:
    if found := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text):
        return period_of("week", date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return period_of("month", date.fromisoformat(f"{text}-01"))
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return period_of("day", date.fromisoformat(text))
    first, _, last = text.partition("..")
    found_range = Period(kind="range", first=_day(first), last=_day(last))
    if not 0 <= (found_range.last - found_range.first).days < _LONGEST:
        raise ValueError
    return found_range


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    return date.fromisoformat(text)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


NO_PERIOD: Final = Say(
    "Période incomprise : day, week, month, 2026-11-26, 2026-W48, 2026-11 ou "
    "2026-11-01..2026-11-15 (un an au plus).",
    "Period not understood: day, week, month, 2026-11-26, 2026-W48, 2026-11 or "
    "2026-11-01..2026-11-15 (a year at most).",
)
