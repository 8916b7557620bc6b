"""The names of the periods that mentions are counted by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def period(moment: datetime, every: str) -> str:
    """Return the name of the period of a moment: its first moment, in UTC.

    2026-11-23T14:00Z for an hour; 2026-11-23 for a day, a week (from Monday) or a month.
    """
    if every == "hour":
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:00Z")
    first = moment.date()
    if every == "week":
        first -= timedelta(days=first.weekday())
    elif every == "month":
        first = first.replace(day=1)
    return first.isoformat()
