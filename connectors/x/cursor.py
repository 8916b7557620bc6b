"""Where X was left, and what was read of the day's allowance. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.cursor import cursor_of
from connectors.x.posts import XPost, id_at, moment_of

#: Ids remembered: the stream says things twice, and a search after a cut says them again.
REMEMBERED: Final = 200
#: The stream is not in order: a search begins so long before the newest post heard.
_REWIND: Final = timedelta(seconds=60)
#: The recent search goes back seven days; an hour less, for clocks that are late.
_REACH: Final = timedelta(days=7) - timedelta(hours=1)
#: A source that is new is searched back so long: each post is paid for.
_FIRST: Final = timedelta(days=1)


class XCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a source.

    Attributes:
        newest: highest id of which all lower ones were read or given up.
        heard: Unix second up to which everything was heard, by this machine's clock.
        day: date in UTC of `read`.
        read: posts read that day.
        recent: ids read lately, newest first, at most `REMEMBERED`.
        failures: refusals and cuts in a row.
    """

    newest: int = 0
    heard: int = 0
    day: str = ""
    read: int = 0
    recent: tuple[str, ...] = ()
    failures: int = 0


def read(cursor: bytes | None) -> XCursor:
    """Return the cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, XCursor)


def write(cursor: XCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(cursor)


def beginning(state: XCursor, now: datetime) -> dict[str, str]:
    """Return the search's parameter that says from where: an id, or else a time.

    The API refuses an id or a time older than seven days.
    """
    oldest = now - _REACH
    if state.newest:
        since = moment_of(state.newest) - _REWIND
        if since >= oldest:
            return {"since_id": str(id_at(since) - 1)}
    told = datetime.fromtimestamp(state.heard, UTC) if state.heard else now - _FIRST
    return {"start_time": max(told - _REWIND, oldest).strftime("%Y-%m-%dT%H:%M:%SZ")}


def unreachable(state: XCursor, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the stretch that no search reaches any more, None when there is none."""
    oldest = now - _REACH
    if not state.heard or state.heard >= oldest.timestamp():
        return None
    return datetime.fromtimestamp(state.heard, UTC), oldest


def fresh(state: XCursor, posts: Iterable[XPost]) -> list[XPost]:
    """Return the posts that were not read lately, each once."""
    known = set(state.recent)
    return list({post.id: post for post in posts if post.id not in known}.values())


def reached(state: XCursor, highest: int, now: datetime) -> XCursor:
    """Return the state once everything up to `now`, and up to this id, was heard."""
    return replace(state, newest=max(state.newest, highest), heard=int(now.timestamp()))


def highest_of(posts: Iterable[XPost]) -> int:
    """Return the highest id among posts, 0 when there are none."""
    return max((int(post.id) for post in posts), default=0)


def counted(state: XCursor, posts: Iterable[XPost], now: datetime) -> XCursor:
    """Return the state knowing these posts, counted on the day's allowance.

    X charges a post once in a day of UTC, so that those read lately are not counted again.
    """
    ids = [post.id for post in posts]
    today = now.astimezone(UTC).date().isoformat()
    return replace(
        state,
        day=today,
        read=len(ids) + (state.read if state.day == today else 0),
        recent=tuple(dict.fromkeys((*reversed(ids), *state.recent)))[:REMEMBERED],
    )


def left_today(state: XCursor, limit: int, now: datetime) -> int:
    """Return how many posts may still be read before midnight UTC."""
    today = now.astimezone(UTC).date().isoformat()
    return max(0, limit - (state.read if state.day == today else 0))


def until_midnight(now: datetime) -> float:
    """Return the seconds until the next day of UTC."""
    moment = now.astimezone(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - moment).total_seconds()
