"""When a feed is asked again: pure arithmetic on seconds, from the rules of rss-fetcher.

mediacloud/rss-fetcher polls 180,000 feeds; its rules are in fetcher/tasks.py and
fetcher/config.py. One figure differs: it starts at six hours, for an archive; a town waits for
an answer, so this starts at one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

SHORTEST: Final = 600
LONGEST: Final = 86_400
START: Final = 3_600

#: A feed is stopped at this weight of failures in a row.
GIVE_UP: Final = 30.0
#: After a 429, up to this many seconds more, so that all its clients do not come back at once.
JITTER: Final = 3_600

_STEP_UP: Final = 600
_STEP_UP_SILENT: Final = 3_600  # when nothing new came for a month
_STEP_DOWN: Final = 3_600
_SILENT: Final = 31 * 86_400
_MANY: Final = 0.67
_FEW: Final = 0.33

_MAX_AGE: Final = re.compile(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_SECONDS: Final = re.compile(r"\d{1,10}")


class Pace(msgspec.Struct, frozen=True):
    """How often a feed is asked: the interval, and successful polls since it last changed."""

    interval: int
    steady: int = 0


def starting_interval(floor: int | None) -> int:
    """Return the interval of a feed not yet known: its floor if one is set, else one hour."""
    return START if floor is None else floor


def clamp(seconds: float, shortest: int = SHORTEST) -> int:
    """Return `seconds` within [shortest, 24 h]."""
    return int(min(max(seconds, shortest), max(LONGEST, shortest)))


def adapt(
    pace: Pace, *, fresh: int, total: int, elapsed: int | None, silent: int, floor: int | None
) -> Pace:
    """Return the pace after a successful poll.

    After two successful polls on time: more than 67 % of known entries, ten minutes more (an
    hour more after a month without news); fewer than 33 %, an hour less, from the starting
    interval if it was above. The first poll, a late one and an empty feed change nothing.

    Args:
        pace: before this poll.
        fresh: entries that were new.
        total: entries in the document.
        elapsed: seconds since the previous poll, None for the first; negative when the clock
            jumped back.
        silent: seconds since something new last came.
        floor: the shortest interval set for this feed, in seconds; ten minutes when None.
    """
    start, shortest = starting_interval(floor), SHORTEST if floor is None else floor
    late = elapsed is None or elapsed > 2 * pace.interval
    steady = 1 if late else pace.steady + 1
    if steady < 2 or total == 0:
        return Pace(clamp(pace.interval, shortest), steady)
    known = 1 - fresh / total
    if known > _MANY:
        step = _STEP_UP_SILENT if silent > _SILENT else _STEP_UP
        return Pace(clamp(pace.interval + step, shortest))
    if known < _FEW:
        return Pace(start if pace.interval > start else clamp(pace.interval - _STEP_DOWN, shortest))
    return Pace(clamp(pace.interval, shortest), steady)


def publisher_interval(every: int | None, headers: Mapping[str, str]) -> int:
    """Return the shortest interval that the publisher asks for, in seconds, at most 24 h.

    Args:
        every: from `sy:updatePeriod` or `ttl`.
        headers: of the answer; `Cache-Control: max-age` counts.
    """
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(LONGEST, max(every or 0, int(found.group(1)) if found else 0))


def back_off(interval: int, failures: float, asked: float | None) -> int:
    """Return the wait after a failure, in seconds: linear, at most 24 h.

    Args:
        interval: the feed's own.
        failures: weight of the failures in a row, this one included.
        asked: what Retry-After said, honoured if longer, at most one day.
    """
    wait = min(LONGEST, interval * max(1.0, failures))
    return int(max(wait, min(LONGEST, asked or 0)))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None if none.

    Both forms are read: seconds, and an HTTP date, relative to `now`; a date gone by is 0.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def moment_after(now: datetime, seconds: float) -> datetime:
    """Return when to ask again: always counted from `now`, at most two days ahead.

    Nothing remembered enters the sum, so that a clock that jumped cannot set it in the past
    or years ahead.
    """
    return now + timedelta(seconds=min(max(seconds, 1), 2 * LONGEST))
