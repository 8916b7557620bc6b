"""What is remembered of a sitemap between two polls, and how a poll of an index goes on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.feed import cursor as feed_cursor
from connectors.feed.cursor import FeedCursor
from connectors.feed.document import Part
from connectors.feed.fetch import Changed, Unchanged

#: Sitemaps of an index read in one poll; the others come at the next.
PARTS_LIMIT: Final = 20


class PartKnown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sitemap of an index, as it was last read: when it had changed, and its validators.

    The last four are as in `connectors.feed.cursor.FeedCursor`; `read` is when, Unix seconds.
    """

    changed: datetime | None = None
    read: int = 0
    etag: str | None = None
    modified: str | None = None
    body: str | None = None
    since_whole: int = 0


class SitemapCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a source.

    Attributes:
        root: of the address configured; its `seen` holds the articles of every part.
        parts: sitemaps of the index, by address, as they were last read.
        todo: those still to be read in this poll.
        read: those read in this poll.
    """

    root: FeedCursor
    parts: dict[str, PartKnown] = {}
    todo: tuple[Part, ...] = ()
    read: int = 0


def write(cursor: SitemapCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(cursor)


def read(data: bytes | None, url: str) -> SitemapCursor:
    """Return the cursor of the sitemap configured at `url`; one that cannot be read starts anew."""
    try:
        cursor = msgspec.json.decode(data or b"", type=SitemapCursor)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return SitemapCursor(root=FeedCursor(configured=url))
    if cursor.root.configured != url:
        return SitemapCursor(root=feed_cursor.read(feed_cursor.write(cursor.root), url))
    return cursor


def begin(cursor: SitemapCursor, parts: Sequence[Part], now: datetime, days: int) -> SitemapCursor:
    """Return the cursor at the beginning of an index: which of its sitemaps to read.

    Those that say they have not changed since they were read, or that changed too long ago,
    are left; those that say nothing come last, in turn. The index itself keeps no validator: a
    part that could not be read has to be found again when the index has not moved.
    """
    oldest = now - timedelta(days=days)
    due = [part for part in parts if _is_due(part, cursor.parts, oldest)]
    silent = [part for part in due if part.changed is None]
    silent.sort(key=lambda part: cursor.parts.get(part.address, PartKnown()).read)
    todo = [part for part in due if part.changed is not None] + silent
    return replace(
        cursor,
        root=replace(cursor.root, etag=None, modified=None, body=None),
        parts={p.address: cursor.parts[p.address] for p in parts if p.address in cursor.parts},
        todo=tuple(todo[:PARTS_LIMIT]),
        read=0,
    )


def asked_for(cursor: SitemapCursor) -> FeedCursor:
    """Return what to ask for: the address configured, or the next sitemap of its index."""
    if not cursor.todo:
        return cursor.root
    part = cursor.todo[0]
    known = cursor.parts.get(part.address, PartKnown())
    return FeedCursor(
        configured=part.address,
        etag=known.etag,
        modified=known.modified,
        body=known.body,
        since_whole=known.since_whole,
    )


def after_part(
    cursor: SitemapCursor, outcome: Unchanged | Changed | None, now: datetime
) -> SitemapCursor:
    """Return the cursor once the next sitemap was read, or lost (None)."""
    part, *rest = cursor.todo
    cursor = replace(cursor, todo=tuple(rest))
    if outcome is None:
        return cursor
    before = cursor.parts.get(part.address, PartKnown())
    headers, same = outcome.answer.headers, outcome.answer.status == 304
    known = PartKnown(
        changed=part.changed,
        read=int(now.timestamp()),
        etag=headers.get("etag"),
        modified=headers.get("last-modified") or (before.modified if same else None),
        body=outcome.digest if isinstance(outcome, Changed) else before.body,
        since_whole=before.since_whole + 1 if same else 0,
    )
    return replace(cursor, parts={**cursor.parts, part.address: known}, read=cursor.read + 1)


def _is_due(part: Part, known: Mapping[str, PartKnown], oldest: datetime) -> bool:
    if part.changed is None:
        return True
    before = known.get(part.address)
    return part.changed >= oldest and (before is None or before.changed != part.changed)
