"""The two spans of days compared around a day."""

from __future__ import annotations

from datetime import date, timedelta

from vigie.comparison import Span, Windows

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def windows(on: date, weeks: int, today: date) -> Windows | None:
    """Return the days before and after, as many of each weekday on both sides.

    The day itself is on neither side: what was said that morning came before. The side after
    ends with yesterday at the latest, on a whole number of weeks. While less than a week has
    passed, it has the days that have, and the side before has the same weekdays, the week before.

    Args:
        on: the day of the event.
        weeks: wanted on each side, at least one.
        today: not over, so never counted.

    Returns:
        None when no whole day has passed since.
    """
    after = on + _DAY
    passed = (today - after).days
    if passed < 1:
        return None
    if passed < 7:
        first = after - _WEEK
        return Windows(Span(first, first + passed * _DAY), Span(after, after + passed * _DAY))
    length = min(weeks, passed // 7) * _WEEK
    return Windows(Span(on - length, on), Span(after, after + length))
