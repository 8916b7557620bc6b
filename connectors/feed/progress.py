"""How a feed's cursor moves: pure steps after a success and after a failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from connectors.addresses import LONGEST, host
from connectors.feed.cursor import FeedCursor, Known, remember
from connectors.feed.fetch import Changed, Failed, Unchanged
from connectors.feed.schedule import (
    GIVE_UP,
    Pace,
    adapt,
    publisher_interval,
    starting_interval,
)
from vigie.outbound import Fetched


def after_success(
    cursor: FeedCursor,
    outcome: Unchanged | Changed,
    now: datetime,
    *,
    floor: int | None,
    fresh: int = 0,
    total: int = 1,
    every: int | None = None,
) -> FeedCursor:
    """Return the cursor once the feed has answered, everything of the answer learnt.

    Args:
        cursor: before the poll.
        outcome: the answer.
        now: the moment of the poll.
        floor: the shortest interval set for this feed.
        fresh: entries that were new.
        total: entries in the document.
        every: the interval that the document asks for, or asked for when it has not changed.
    """
    answer, at = outcome.answer, int(now.timestamp())
    told = outcome if isinstance(outcome, Changed) else None
    pace = adapt(
        Pace(cursor.interval or starting_interval(floor), cursor.steady),
        fresh=fresh,
        total=total,
        elapsed=at - cursor.polled if cursor.polled else None,
        silent=at - cursor.news if cursor.news else 0,
        floor=floor,
    )
    return msgspec.structs.replace(
        cursor,
        **_validators(cursor, answer),
        body=told.digest if told else cursor.body,
        lies=cursor.lies or (fresh > 0 and _lied(cursor, answer)),
        since_whole=cursor.since_whole + 1 if answer.status == 304 else 0,
        address=_moved(answer) or cursor.address,
        failures=0.0,
        interval=pace.interval,
        steady=pace.steady,
        every=publisher_interval(every, answer.headers),
        polled=at,
        news=at if fresh else cursor.news or at,
    )


def after_failure(cursor: FeedCursor, failed: Failed, now: datetime) -> FeedCursor:
    """Return the cursor after a failure.

    A moved feed that fails for good at its new address is looked for at the configured one.
    """
    lost = not failed.passing and not failed.final
    return msgspec.structs.replace(
        cursor,
        failures=cursor.failures + failed.weight,
        address=None if lost else cursor.address,
        polled=int(now.timestamp()),
        steady=0,
    )


def has_given_up(cursor: FeedCursor) -> bool:
    """Tell whether failures in a row weigh so much that the feed is stopped."""
    return cursor.failures >= GIVE_UP


def with_entries(cursor: FeedCursor, current: Mapping[str, Known], now: datetime) -> FeedCursor:
    """Return the cursor knowing the entries of the document just read."""
    return msgspec.structs.replace(cursor, seen=remember(cursor.seen, current, now))


def _validators(cursor: FeedCursor, answer: Fetched) -> dict[str, str | None]:
    modified = answer.headers.get("last-modified")
    if answer.status == 304:
        modified = modified or cursor.modified
    return {"etag": answer.headers.get("etag"), "modified": modified}


def _lied(cursor: FeedCursor, answer: Fetched) -> bool:
    """The feed has news, and yet its validators say that it is what it was."""
    if cursor.etag:
        return answer.headers.get("etag") == cursor.etag
    return cursor.modified is not None and answer.headers.get("last-modified") == cursor.modified


def _moved(answer: Fetched) -> str | None:
    moved = answer.moved_to
    return moved if moved and len(moved) <= LONGEST and host(moved) else None
