"""A post: what was published, before anyone asked which town it is about."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Source(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where a post was heard.

    Attributes:
        kind: the connector's entry-point name ("feed", "import", …).
        name: what the team calls the source; unique in an installation.
        own: the town's own page, or an answer to the town's account: such a post is about
            the town without naming it.
    """

    kind: str
    name: str
    own: bool = False


class Author(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Who speaks, without saying who it is.

    Attributes:
        pseudonym: keyed hash of the platform and the handle (`vigie.privacy`); None when the
            source names nobody.
        role: an `AUTHOR_ROLES` id that the source itself declares, or None. A post of
            another's thread whose author is the town's own account has the role "town": it
            stops the response clock of what it answers.
    """

    pseudonym: str | None = None
    role: str | None = None


class Engagement(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Public counts at the time of fetching; None where the source has no such count."""

    replies: int | None = None
    shares: int | None = None
    likes: int | None = None
    views: int | None = None


class Point(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A WGS 84 position, in degrees."""

    lat: float
    lon: float


class Media(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An attachment that stays where it is: only its address and its description are kept."""

    url: str
    mime: str | None = None
    description: str | None = None


class Post(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One public post, article or comment, as plain text with personal data already masked.

    Attributes:
        native_id: the source's own id, or the canonical URL when it has none; unique in
            the source.
        url: canonical address, tracking removed.
        conversation: id of the thread's first post, where known.
        in_reply_to: native id of the post answered.
        reply_to_text: text of the post answered, where the source gives it.
        text: plain text, no markup; `title` apart.
        published_at: aware UTC, never after `fetched_at`; `published_is_known` is False when
            the source gave no believable date and `fetched_at` stands in for it.
        revision: 1 for the first sighting or a post never edited, more for each later
            edition: one more, or, where the source dates its editions, the Unix second of
            the last.
        declared_language: ISO 639-1 code said by the source, which may be wrong.
    """

    source: Source
    native_id: str
    text: str
    fetched_at: datetime
    published_at: datetime
    published_is_known: bool = True
    title: str = ""
    url: str | None = None
    conversation: str | None = None
    in_reply_to: str | None = None
    reply_to_text: str | None = None
    author: Author = Author()
    edited_at: datetime | None = None
    revision: int = 1
    engagement: Engagement = Engagement()
    declared_language: str | None = None
    geo: Point | None = None
    media: tuple[Media, ...] = ()


class Published(msgspec.Struct, frozen=True, kw_only=True, tag="published"):
    """A post appeared or was edited; a higher revision replaces a lower one."""

    post: Post


class Deleted(msgspec.Struct, frozen=True, kw_only=True, tag="deleted"):
    """A post is gone at its source and must leave no personal data here.

    Attributes:
        in_order: the source tells everything in order, so that what is not kept by now was never
            sent here, or was let go: the deletion matters only if the post is kept. Otherwise
            it leaves a tombstone even for a post never seen, which may come later.
    """

    source: str
    native_id: str
    at: datetime
    in_order: bool = False


class AuthorPurged(msgspec.Struct, frozen=True, kw_only=True, tag="author_purged"):
    """An account is gone: everything of that author must go, in every town."""

    pseudonym: str
    at: datetime


Event = Published | Deleted | AuthorPurged
