"""Dates as people and programs write them in tables → aware moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

#: Nothing that Vigie reads was published before: an older date is a program's zero.
FIRST_YEAR: Final = 1995
#: A clock or a time zone may be wrong by this much; beyond, the date is not believed.
_SKEW: Final = timedelta(days=1)

_DATE: Final = (
    r"(?:(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-/.])(?P<m2>\d{1,2})(?P=s2)(?P<y2>\d{4}))"
)
_TIME: Final = (
    r"(?:(?:[Tt]|,?\s+(?:à\s+)?)(?P<H>\d{1,2})(?:\s?[hH]\s?|:)(?P<M>\d{2})"
    r"(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<zone>[Zz]|UTC|[+-]\d{2}:?\d{2})?)?"
)
_CALENDAR: Final = re.compile(_DATE + _TIME, re.ASCII)
_SECONDS: Final = re.compile(r"\d{9,10}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS: Final = re.compile(r"\d{12,13}", re.ASCII)


def parse_moment(written: str, zone: tzinfo) -> datetime | None:
    """Read a date, None when it is not one.

    Understands RFC 3339, `2026-11-23 14:05`, `23/11/2026 14:05` (the day first, as in
    French), `2026/11/23`, and seconds or milliseconds since 1970.

    Args:
        written: what the table holds.
        zone: where the clock that wrote a date without offset stands; a date without hour is
            its midnight there.
    """
    written = written.strip()
    try:
        if _SECONDS.fullmatch(written):
            return datetime.fromtimestamp(float(written), UTC)
        if _MILLISECONDS.fullmatch(written):
            return datetime.fromtimestamp(int(written) / 1000, UTC)
        found = _CALENDAR.fullmatch(written)
        return _moment(found, zone) if found else None
    except (ValueError, OverflowError):  # the 31st of June, the year 0
        return None


def is_believable(moment: datetime, now: datetime) -> bool:
    """Tell whether something can have been published at `moment`, seen from `now`."""
    return moment.year >= FIRST_YEAR and moment <= now + _SKEW


def _moment(found: re.Match[str], zone: tzinfo) -> datetime:
    part = found.groupdict()
    offset = _offset(part["zone"]) if part["zone"] else zone
    return datetime(
        int(part["y"] or part["y2"]),
        int(part["m"] or part["m2"]),
        int(part["d"] or part["d2"]),
        int(part["H"] or 0),
        int(part["M"] or 0),
        59 if part["S"] == "60" else int(part["S"] or 0),  # RFC 3339 has leap seconds
        int((part["f"] or "0").ljust(6, "0")[:6]),
        offset,
    ).astimezone(UTC)


def _offset(written: str) -> tzinfo:
    if written in {"Z", "z", "UTC"}:
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))
