"""An entry → a post: names replaced by pseudonyms, contacts masked, dates made believable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from connectors.addresses import host
from connectors.feed.document import Entry
from connectors.feed.settings import FeedSettings
from vigie.context import Context
from vigie.post import Author, Engagement, Post, Source
from vigie.privacy import mask

#: No feed is older: RSS is of 1999, and what says 1970 means that it does not know.
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)


def to_post(
    entry: Entry,
    settings: FeedSettings,
    context: Context,
    now: datetime,
    revision: int,
    *,
    kind: str = "feed",
) -> Post:
    """Return the post that an entry is.

    Args:
        entry: as read, nothing masked.
        settings: of the feed, whose host is the platform of its authors' pseudonyms.
        context: pseudonyms and the contacts that stay readable.
        now: when the feed was fetched; no date of the post is later.
        revision: 1, or one more for each edition.
        kind: the connector's entry-point name.
    """
    published = _believable(entry.published, now) or _believable(entry.updated, now)
    return Post(
        source=Source(kind=kind, name=settings.name, own=settings.own),
        native_id=entry.key,
        url=entry.url,
        title=mask(entry.title, context.contacts),
        text=mask(entry.text, context.contacts),
        author=_author(entry, settings, context),
        published_at=published or now,
        published_is_known=published is not None,
        fetched_at=now,
        edited_at=_edited(entry, published, now, revision),
        revision=revision,
        in_reply_to=entry.in_reply_to,
        conversation=entry.conversation,
        engagement=Engagement(replies=entry.replies),
        declared_language=settings.article_language or entry.language,
        geo=entry.point,
        media=entry.media,
    )


def _believable(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and _EARLIEST <= moment <= now else None


def _author(entry: Entry, settings: FeedSettings, context: Context) -> Author:
    if not entry.author:
        return Author(role=settings.role)
    pseudonym = context.pseudonyms.of(host(settings.url), entry.author)
    return Author(pseudonym=pseudonym, role=settings.role)


def _edited(
    entry: Entry, published: datetime | None, now: datetime, revision: int
) -> datetime | None:
    updated = _believable(entry.updated, now)
    if updated is not None and published is not None and updated > published:
        return updated
    return now if revision > 1 else None
