"""Moments as integers: microseconds since 1970 in UTC, exact in both directions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return an aware moment as microseconds; before 1970 they are negative."""
    return (moment - _EPOCH) // _MICROSECOND


def maybe_micros(moment: datetime | None) -> int | None:
    """Return `micros`, or None for None."""
    return None if moment is None else micros(moment)


def moment(value: int) -> datetime:
    """Return the aware UTC moment of `micros`."""
    return _EPOCH + timedelta(microseconds=value)


def maybe_moment(value: int | None) -> datetime | None:
    """Return `moment`, or None for None."""
    return None if value is None else moment(value)
