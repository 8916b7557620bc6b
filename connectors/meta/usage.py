"""How much of Meta's allowance is used, from the headers of each answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

#: Above this share of any allowance the source slows down, in percent.
SLOW_ABOVE: Final = 80.0

_PLAIN: Final = ("x-app-usage", "x-page-usage")
_BY_BUSINESS: Final = "x-business-use-case-usage"
_SHARES: Final = ("call_count", "total_time", "total_cputime")
_LONGEST_HEADER: Final = 20_000
#: Wait just above the threshold and at the end of the allowance, in seconds: its window is
#: one hour for an application, and slides.
_SHORT_PAUSE: Final = 300.0
_LONG_PAUSE: Final = 3_600.0
#: No share or number of minutes is larger; JSON has numbers that no float is.
_ABSURD: Final = 1e9


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """The fullest allowance met in an answer.

    Attributes:
        percent: share used; over 100 the API refuses.
        regain: seconds until calls are taken again, when the API says so.
    """

    percent: float = 0.0
    regain: float | None = None


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Return what the headers of an answer say; what cannot be read counts for nothing.

    `X-App-Usage` and `X-Page-Usage` are one object of percentages each;
    `X-Business-Use-Case-Usage` is a list of them by business id, with
    `estimated_time_to_regain_access` in minutes (Meta, Graph API, « Rate limits »).
    """
    percent, regain = 0.0, None
    for each in _allowances(headers):
        percent = max([percent, *(_number(each.get(name)) for name in _SHARES)])
        minutes = _number(each.get("estimated_time_to_regain_access"))
        if minutes > 0:
            regain = max(regain or 0.0, 60.0 * min(minutes, 2_880.0))
    return Usage(percent=percent, regain=regain)


def pause_of(usage: Usage) -> float | None:
    """Return the seconds to wait before the next request, None when there is room left."""
    if usage.regain is not None:
        return usage.regain
    if usage.percent <= SLOW_ABOVE:
        return None
    over = min(1.0, (usage.percent - SLOW_ABOVE) / (100.0 - SLOW_ABOVE))
    return _SHORT_PAUSE + over * (_LONG_PAUSE - _SHORT_PAUSE)


def _allowances(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in _PLAIN:
        said = _read(headers.get(name))
        if isinstance(said, dict):
            yield said
    by_business = _read(headers.get(_BY_BUSINESS))
    if isinstance(by_business, dict):
        for allowances in by_business.values():
            if isinstance(allowances, list):
                yield from (each for each in allowances if isinstance(each, dict))


def _read(header: str | None) -> Any:
    if not header or len(header) > _LONGEST_HEADER:
        return None
    try:
        return msgspec.json.decode(header.encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(min(max(value, 0), _ABSURD))
