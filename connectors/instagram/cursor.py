"""Where an Instagram account was left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.api.cursor import cursor_of

_MOST_MEDIA: Final = 150
_A_DAY: Final = 86_400


class KnownMedia(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of one of the account's recent media.

    Attributes:
        at: Unix second at which it was published.
        moved: count of its comments and day, as last listed: comments are read again when
            their number changes, and once a day in any case.
        read: what `moved` was when its comments had all been read; None before.
        text: mark of its caption.
        revision: last told.
        onward: where a walk through its comments that is not over goes on.
        known: comments heard, see `connectors.meta.known`.
        threads: comment → where its answers go on, when they do not fit in a page.
        replies: comments, as last listed.
        likes: the same.
    """

    at: int = 0
    moved: str = ""
    read: str | None = None
    text: str = ""
    revision: int = 1
    onward: dict[str, str] | None = None
    known: dict[str, str] = {}
    threads: dict[str, dict[str, str]] = {}
    replies: int | None = None
    likes: int | None = None

    @property
    def pending(self) -> bool:
        """Whether its comments are still to be read."""
        return self.replies != 0 and self.moved != self.read


class EdgeState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list in falling order of date: where a walk goes on, and what was heard of it."""

    onward: dict[str, str] | None = None
    known: dict[str, str] = {}


class MediaWalk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A walk through the account's media that is not over: where it goes on, pages read."""

    onward: dict[str, str] | None = None
    pages: int = 0


class InstagramCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an account was left.

    Attributes:
        media: the account's recent ones.
        walk: through them, when one is not over.
        edges: other lists, "tags" and each hashtag with "#".
        hashtags: hashtag → its id, which never changes and costs a search.
        figures_on: day of the last figures.
        failures: refusals in a row.
    """

    media: dict[str, KnownMedia] = {}
    walk: MediaWalk | None = None
    edges: dict[str, EdgeState] = {}
    hashtags: dict[str, str] = {}
    figures_on: str = ""
    failures: int = 0


def read(cursor: bytes | None) -> InstagramCursor:
    """Return a cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, InstagramCursor)


def recent(media: Mapping[str, KnownMedia], now: datetime, days: int) -> dict[str, KnownMedia]:
    """Return the media still worth knowing: those of the last days and one more, newest first."""
    since = now.timestamp() - (days + 1) * _A_DAY
    kept = sorted(media.items(), key=lambda each: each[1].at, reverse=True)
    return {id_: each for id_, each in kept[:_MOST_MEDIA] if each.at >= since}
