"""Where Bluesky's firehose was left, and what is missing when it is taken up again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from connectors.api.cursor import cursor_of
from connectors.bluesky.jetstream_events import micros, moment
from vigie.page import Gap

#: Hosts witness an event at slightly different moments, and one host's events are milliseconds
#: out of order: what was heard last is heard again rather than something be missed.
_REWIND: Final = timedelta(seconds=1)
_REWIND_ELSEWHERE: Final = timedelta(seconds=5)
#: The network is never silent for so long: a first event later than that after the last one
#: heard was not the next. A cursor that is too old (36 h on public hosts) is silently moved.
_NEVER_SILENT: Final = timedelta(minutes=5)
_FASTEST: Final = 1.0
_SLOWEST: Final = 60.0


class BlueskyCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the firehose was left.

    Attributes:
        seen: Unix microseconds of the latest frame of any kind; 0 before the first.
        host: that told it.
        turn: how many times the host was changed.
        failures: lines in a row that brought nothing.
    """

    seen: int = 0
    host: str = ""
    turn: int = 0
    failures: int = 0


def read_cursor(cursor: bytes | None) -> BlueskyCursor:
    """Return a cursor from its bytes; one that cannot be read starts anew."""
    return cursor_of(cursor, BlueskyCursor)


def write_cursor(state: BlueskyCursor) -> bytes:
    """Return a cursor's bytes."""
    return msgspec.json.encode(state)


def start_at(state: BlueskyCursor, host: str, now: datetime, lookback_hours: float) -> int:
    """Return the Unix microseconds to ask a host from."""
    if state.seen <= 0:
        return micros(now - timedelta(hours=lookback_hours))
    rewind = _REWIND if host == state.host else _REWIND_ELSEWHERE
    return max(0, state.seen - rewind // timedelta(microseconds=1))


def onward(
    state: BlueskyCursor, host: str, newest: int, now: datetime, *, held: bool
) -> BlueskyCursor:
    """Return the cursor after frames of which the latest is of `newest`, 0 when none has a time.

    It never passes the machine's own time: a host whose clock is far ahead would have us ask
    for the future, which is answered with the present, and whatever is between is lost.
    Failures are forgotten only once the line has `held`: a host may greet and hang up.
    """
    seen = max(state.seen, min(newest, micros(now)))
    failures = 0 if held else state.failures
    return BlueskyCursor(seen=seen, host=host, turn=state.turn, failures=failures)


def elsewhere(state: BlueskyCursor) -> BlueskyCursor:
    """Return the cursor after a line that ended: the next host, the same place."""
    return msgspec.structs.replace(state, turn=state.turn + 1, failures=state.failures + 1)


def pause(failures: int, chance: float, asked: float | None) -> float:
    """Return the seconds to wait after so many failures in a row: 1, 2, 4 … 60.

    A quarter more or less, so that clients do not come back all together.

    Args:
        failures: this one included.
        chance: from 0 to 1.
        asked: what the server asked for, if it did.
    """
    wait = min(_SLOWEST, 2.0 ** min(failures - 1, 10)) * (0.75 + chance / 2)
    return max(min(_SLOWEST, max(_FASTEST, wait)), asked or 0)


def gap_before(seen: int, first: int, *, outdated: bool) -> Gap | None:
    """Return what was missed between the last frame heard before and the first one now.

    Args:
        seen: of the cursor; 0 when nothing was ever heard.
        first: of the first frame of the new line; 0 when unknown.
        outdated: the server said that the cursor was too old.
    """
    if not seen or first <= seen:
        return None
    since, until = moment(seen), moment(first)
    if outdated or until - since > _NEVER_SILENT:
        return Gap(since=since, until=until)
    return None
