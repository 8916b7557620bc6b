"""Where a Facebook page was left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.api.cursor import cursor_of

_MOST_POSTS: Final = 150
_A_DAY: Final = 86_400


class KnownPost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a recent post.

    Attributes:
        at: Unix second at which it was published or last moved.
        moved: date of its last move and count of its comments, as last listed.
        read: what `moved` was when its comments had all been read; None before.
        text: mark of its text.
        revision: last told.
        onward: where its comments go on; of a walk that is over, its last page, read again
            since new comments come at its end.
        known: comments of that page, see `connectors.meta.known`.
        counted: comments there were when all had been read.
        replies: comments, as last listed.
        reactions: the same.
    """

    at: int = 0
    moved: str = ""
    read: str | None = None
    text: str = ""
    revision: int = 1
    onward: dict[str, str] | None = None
    known: dict[str, str] = {}
    counted: int | None = None
    replies: int | None = None
    reactions: int | None = None

    @property
    def pending(self) -> bool:
        """Whether its comments are still to be read; always, when nothing tells that they moved."""
        return not self.moved or self.moved != self.read


class FeedWalk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A walk through the feed that is not over: where it goes on, pages read."""

    onward: dict[str, str] | None = None
    pages: int = 0


class FacebookCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a page was left.

    Attributes:
        posts: the recent ones.
        walk: through the feed, when one is not over.
        figures_on: day of the last figures, "2026-11-23".
        failures: refusals in a row.
    """

    posts: dict[str, KnownPost] = {}
    walk: FeedWalk | None = None
    figures_on: str = ""
    failures: int = 0


def read(cursor: bytes | None) -> FacebookCursor:
    """Return a cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, FacebookCursor)


def recent(posts: Mapping[str, KnownPost], now: datetime, days: int) -> dict[str, KnownPost]:
    """Return the posts still worth knowing: those of the last days and one more, newest first."""
    since = now.timestamp() - (days + 1) * _A_DAY
    kept = sorted(posts.items(), key=lambda each: each[1].at, reverse=True)
    return {id_: post for id_, post in kept[:_MOST_POSTS] if post.at >= since}
