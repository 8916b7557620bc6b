"""Where each of Reddit's listings was left, and how a walk through one moves it. Pure.

`before` is never used: it gives nothing once its anchor was deleted (praw/models/util.py). A
walk starts at the newest and goes back by `after` until something known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.cursor import cursor_of
from connectors.reddit.things import Listing

#: Fullnames remembered of a listing, as PRAW's BoundedSet(301).
REMEMBERED: Final = 301
#: Reddit gives about a thousand things of a listing: ten pages of a hundred.
PAGES: Final = 10
#: A listing not known yet is walked back so long.
FIRST_DAYS: Final = 30
#: Anchors tried in turn: the last thing of a page, and those before it, should it be deleted.
_ANCHORS: Final = 3


class Walk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One listing.

    Attributes:
        seen: editions by fullname of what complete walks met, newest first, at most
            `REMEMBERED`.
        high: Unix second of the newest thing that a complete walk met.
        met: the same as `seen`, of a walk that is not over.
        reaching: the same as `high`, of that walk.
        anchors: where that walk goes on: the first that still exists.
        pages: of that walk.
    """

    seen: dict[str, int] = {}
    high: int = 0
    met: dict[str, int] = {}
    reaching: int = 0
    anchors: tuple[str, ...] = ()
    pages: int = 0

    @property
    def known(self) -> dict[str, int]:
        """Editions of everything remembered."""
        return {**self.seen, **self.met}


class RedditCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole source.

    Attributes:
        walks: by the listing's key.
        turn: key of the listing at which the next round starts, when one was broken off.
        failures: refusals in a row.
    """

    walks: dict[str, Walk] = {}
    turn: str = ""
    failures: int = 0


def read(cursor: bytes | None) -> RedditCursor:
    """Return the cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, RedditCursor)


def write(cursor: RedditCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(cursor)


def onward(walk: Walk, listing: Listing, now: datetime) -> tuple[Walk, int | None]:
    """Return the walk after a page, and the second down to which things were missed.

    A walk whose `anchors` are empty is over. The second is None unless Reddit had no more
    pages before anything known was met.

    Args:
        walk: before the page.
        listing: the page.
        now: when it was fetched; a thing of the future is of now.
    """
    if not listing.things and not listing.rejected and len(walk.anchors) > 1:
        return replace(walk, anchors=walk.anchors[1:], pages=walk.pages + 1), None
    seconds = [min(thing.second, int(now.timestamp())) for thing in listing.things]
    walk = replace(
        walk,
        met=_bounded(walk.met, {thing.name: thing.edition for thing in listing.things}),
        reaching=max([walk.reaching, walk.high, *seconds]),
        pages=walk.pages + 1,
    )
    oldest = min((second for second in seconds if second), default=0)
    arrived = _is_known(walk, listing, oldest, now)
    if not arrived and listing.after and walk.pages < PAGES:
        return replace(walk, anchors=_anchors(listing)), None
    short = walk.pages >= PAGES or (listing.window and bool(listing.things))
    missed = oldest if walk.high and not arrived and short else None
    return Walk(seen=_bounded(walk.met, walk.seen), high=walk.reaching), missed


def _is_known(walk: Walk, listing: Listing, oldest: int, now: datetime) -> bool:
    if any(thing.name in walk.seen for thing in listing.things):
        return True
    first = int((now - timedelta(days=FIRST_DAYS)).timestamp())
    return bool(oldest) and oldest < (walk.high or first)


def _bounded(newer: Mapping[str, int], older: Mapping[str, int]) -> dict[str, int]:
    merged = {**newer, **older, **newer}  # the newer's come first, and the newer's editions count
    return dict(islice(merged.items(), REMEMBERED))


def _anchors(listing: Listing) -> tuple[str, ...]:
    earlier: Iterable[str] = (thing.name for thing in reversed(listing.things[-_ANCHORS:]))
    return tuple(dict.fromkeys((listing.after or "", *earlier)))[:_ANCHORS]
