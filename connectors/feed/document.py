"""What a feed's bytes say, before anyone decides what is new in it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vigie.post import Media, Point
from vigie.say import Say

#: More entries than this in one document are counted, not read (mediacloud/rss-fetcher).
ENTRIES_LIMIT: Final = 2_000


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry as plain text, nothing masked yet.

    Attributes:
        key: the native id: the feed's own id, else the canonical address, else a hash.
        digest: changes when title, text or address change.
        mark: the same for two entries that tell the same thing under two ids; "" for an entry
            that says too little to be compared.
        replies: number of comments, where the feed counts them.
        conversation: of a forum's post, its topic, where the feed tells it.
    """

    key: str
    digest: str
    mark: str = ""
    title: str = ""
    text: str = ""
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    point: Point | None = None
    media: tuple[Media, ...] = ()
    in_reply_to: str | None = None
    replies: int | None = None
    conversation: str | None = None


class Unusable(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that cannot become a post: which one, why, and what it said."""

    where: str
    why: Say
    raw: bytes


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A sitemap that an index names, and when it says that it last changed."""

    address: str
    changed: datetime | None = None


class FeedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A feed document, or a sitemap, read.

    Attributes:
        format: "rss20", "rss10", "atom10", "json11", "sitemap", "sitemapindex", …
        entries: in the document's order, at most `ENTRIES_LIMIT`, no key twice.
        repeated: entries left out because an earlier one is the same.
        beyond: entries left out because of the limit.
        next_url: the next document of the same feed (JSON Feed).
        every: the interval that the publisher asks for, in seconds.
        parts: of a sitemap index, which then has no entry.
    """

    format: str
    entries: tuple[Entry, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    repeated: int = 0
    beyond: int = 0
    next_url: str | None = None
    every: int | None = None
    parts: tuple[Part, ...] = ()


class RawEntry(msgspec.Struct, kw_only=True):
    """An entry between its format and `Entry`: the same fields for XML and JSON.

    Attributes:
        id: the feed's own id, "" when it has none.
        link: absolute or relative address, "" when it has none.
        position: its place in the document, from 1.
    """

    position: int
    id: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    point: Point | None = None
    media: tuple[Media, ...] = ()
    in_reply_to: str = ""
    replies: int | None = None
    conversation: str | None = None


class RawFeed(msgspec.Struct, kw_only=True):
    """A feed between its format and `FeedDocument`."""

    format: str
    entries: list[RawEntry] = []
    unusable: list[Unusable] = []
    beyond: int = 0
    next_url: str | None = None
    every: int | None = None


def unreadable(position: int, raw: bytes) -> Unusable:
    """Return what stands for an entry whose fields are not of the shape its format says."""
    return Unusable(
        where=f"entry {position}",
        why=Say(
            f"L’article nᵒ {position} du fil est mal construit.",
            f"Entry {position} of the feed is malformed.",
        ),
        raw=raw,
    )


def empty(position: int) -> Unusable:
    """Return what stands for an entry without id, address, title or text."""
    return Unusable(
        where=f"entry {position}",
        why=Say(
            f"L’article nᵒ {position} du fil est vide : ni titre, ni texte, ni adresse.",
            f"Entry {position} of the feed is empty: no title, no text, no address.",
        ),
        raw=b"",
    )
