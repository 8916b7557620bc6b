"""Dates as people and programs write them in tables → aware moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from vigie.folding import fold

#: Nothing that Vigie reads was published before: an older date is a program's zero.
FIRST_YEAR: Final = 1995
#: A clock or a time zone may be wrong by this much; beyond, the date is not believed.
_SKEW: Final = timedelta(days=1)

_DATE: Final = (
    r"(?:(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-/.])(?P<m2>\d{1,2})(?P=s2)(?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2})(?:er)?[- ](?P<m3>[A-Za-zéû]{3,9})\.?[- ](?P<y3>\d{4}|\d\d)"
    r"|(?P<m4>[A-Za-z]{3,9})\.? (?P<d4>\d{1,2}),? (?P<y4>\d{4}))"
)
_TIME: Final = (
    r"(?:(?:[Tt]|,?\s+(?:à\s+)?)(?P<H>\d{1,2})(?:\s?[hH]\s?|:)(?P<M>\d{2})"
    r"(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"\s*(?P<zone>[Zz]|UTC|[+-]\d{2}:?\d{2})?)?"
)
_CALENDAR: Final = re.compile(_DATE + _TIME, re.ASCII)
_SECONDS: Final = re.compile(r"\d{9,10}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS: Final = re.compile(r"\d{12,13}", re.ASCII)
#: The first letters of months in French and in English, folded.
_MONTHS: Final = (
    *(("jan",), ("fev", "feb"), ("mar",), ("avr", "apr"), ("mai", "may"), ("juin", "jun")),
    *(("juil", "jul"), ("aou", "aug"), ("sep",), ("oct",), ("nov",), ("dec",)),
)
_MONTH_NUMBERS: Final = {name: n for n, names in enumerate(_MONTHS, 1) for name in names}


def parse_moment(written: str, zone: tzinfo) -> datetime | None:
    """Read a date, None when it is not one.

    Understands RFC 3339, `2026-11-23 14:05`, `23/11/2026 14:05` (the day first, as in
    French), `2026/11/23`, `23 novembre 2026`, `23-Nov-26 02:05 PM`, `Nov 23, 2026`, and seconds
    or milliseconds since 1970.

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
    year = part["y"] or part["y2"] or part["y3"] or part["y4"]
    if part["half"] and part["d2"]:
        # Who writes « 3/4/2026 2:05 PM » most often means the fourth of March: not to be guessed.
        raise ValueError("which of them is the month")
    month = part["m"] or part["m2"]
    return datetime(
        int(year if len(year) == 4 else f"20{year}"),
        int(month) if month else _month(part["m3"] or part["m4"]),
        int(part["d"] or part["d2"] or part["d3"] or part["d4"]),
        _hour(int(part["H"] or 0), part["half"]),
        int(part["M"] or 0),
        59 if part["S"] == "60" else int(part["S"] or 0),  # RFC 3339 has leap seconds
        int((part["f"] or "0").ljust(6, "0")[:6]),
        offset,
    ).astimezone(UTC)


def _month(name: str) -> int:
    folded = fold(name)
    return _MONTH_NUMBERS.get(folded[:3]) or _MONTH_NUMBERS.get(folded[:4], 0)


def _hour(hour: int, half: str | None) -> int:
    """Return an hour of 24; `half` is the first letter of am or pm."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    return hour % 12 + (12 if half in "pP" else 0)


def _offset(written: str) -> tzinfo:
    if written in {"Z", "z", "UTC"}:
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))
