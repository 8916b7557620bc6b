"""Two days that bound a list (« du … au … »), as addresses and forms write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

_DAY = timedelta(days=1)


def read_day(text: str) -> date | None:
    """Return the day written 2026-11-23, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-23") else None
    except ValueError:
        return None


def in_order(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """Return the two bounds in their order: « du 5 au 3 » is what one meant by « du 3 au 5 »."""
    return (last, first) if first and last and last < first else (first, last)


def begins(day: date | None, now: datetime) -> datetime | None:
    """Return a day's first moment, in the time zone of `now`; None for no day."""
    return datetime.combine(day, time(), now.tzinfo) if day else None


def ends(day: date | None, now: datetime) -> datetime | None:
    """Return the first moment that is no longer of a day; None for no day, or the last of all."""
    return begins(day + _DAY, now) if day and day < date.max else None
