"""Instagram's media and comments as they come over the wire."""

from __future__ import annotations

from typing import Final

import msgspec

from connectors.meta.listing import Count, Ident, When


class Person(msgspec.Struct, frozen=True):
    """Who wrote: an id scoped to the application, and a name that is never kept."""

    id: Ident | None = None
    username: str | None = None


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or a film; a hashtag's have no author.

    Source: Instagram Platform, IG Media.
    """

    id: Ident
    caption: str | None = None
    timestamp: When = None
    permalink: str | None = None
    username: str | None = None
    like_count: Count | None = None
    comments_count: Count | None = None


class Replies(msgspec.Struct, frozen=True):
    """The answers to a comment, the first of them."""

    data: list[msgspec.Raw] = []
    paging: msgspec.Raw = msgspec.Raw()


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, or an answer to one.

    Source: Instagram Platform, IG Comment.
    """

    id: Ident
    text: str | None = None
    timestamp: When = None
    author: Person | None = msgspec.field(default=None, name="from")
    username: str | None = None
    parent_id: Ident | None = None
    media: Person | None = None
    hidden: bool | None = None
    like_count: Count | None = None
    replies: Replies | None = None

    @property
    def person(self) -> Person:
        """Who wrote it, by whichever field tells."""
        found = self.author or Person()
        return Person(id=found.id, username=found.username or self.username)


_MEDIA: Final = "id,caption,timestamp,permalink,like_count,comments_count"
#: Asked of the account's own media, and of those that name it.
MEDIA_FIELDS: Final = f"{_MEDIA},username"
#: A hashtag's media have no author.
HASHTAG_FIELDS: Final = _MEDIA
REPLY_FIELDS: Final = "id,text,timestamp,from,username,parent_id,hidden,like_count"
COMMENT_FIELDS: Final = f"{REPLY_FIELDS},replies.limit(50){{{REPLY_FIELDS}}}"
MENTION_FIELDS: Final = "id,text,timestamp,username,like_count,media{id}"
