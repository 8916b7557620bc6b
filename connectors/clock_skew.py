"""Two machines' clocks differ: what was said a moment ago may be dated a moment ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_SKEW: Final = timedelta(hours=1)


def no_later(moment: datetime, now: datetime) -> datetime:
    """Return a moment in UTC; `now` for one up to an hour ahead; one without a zone is in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if timedelta(0) < aware - now <= _SKEW:
        return now
    try:
        return aware.astimezone(UTC)
    except OverflowError:  # the first or the last day of the calendar: believed by nobody anyway
        return aware.replace(tzinfo=UTC)
