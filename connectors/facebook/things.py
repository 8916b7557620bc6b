"""Facebook's posts and comments as they come over the wire."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from connectors.meta.listing import Count, Ident, When


class Actor(msgspec.Struct, frozen=True):
    """Who wrote: the id alone is read, never the name."""

    id: Ident | None = None


class _Summary(msgspec.Struct, frozen=True):
    total_count: Count | None = None


class Counted(msgspec.Struct, frozen=True):
    """A list of which only the summary is asked for."""

    summary: _Summary | None = None

    @property
    def total(self) -> int | None:
        """How many there are."""
        return self.summary.total_count if self.summary else None


class _Shares(msgspec.Struct, frozen=True):
    count: Count | None = None


class FeedPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post of a page's feed.

    Source: Graph API, `/{page-id}/feed`. `updated_time` moves with each comment too.
    """

    id: Ident
    message: str | None = None
    created_time: When = None
    updated_time: When = None
    author: Actor | None = msgspec.field(default=None, name="from")
    permalink_url: str | None = None
    is_hidden: bool | None = None
    shares: _Shares | None = None
    comments: Counted | None = None
    reactions: Counted | None = None


class FeedComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, or an answer to one.

    Source: Graph API, `/{object-id}/comments`. With Page Public Content Access there is no id,
    and mostly no author.
    """

    id: Ident | None = None
    message: str | None = None
    created_time: When = None
    author: Actor | None = msgspec.field(default=None, name="from")
    permalink_url: str | None = None
    parent: Actor | None = None
    is_hidden: bool | None = None
    like_count: Count | None = None
    comment_count: Count | None = None


#: What is asked for of a post; `limit(0)` since who reacted is nobody's business.
POST_FIELDS: Final = (
    "id,message,from,created_time,updated_time,permalink_url,shares,"
    "comments.filter(stream).limit(0).summary(true),reactions.limit(0).summary(true)"
)
_COMMENT_FIELDS: Final = (
    "id,message,from,created_time,permalink_url,parent{id},like_count,comment_count"
)


def comment_fields(*, own: bool) -> str:
    """Return what is asked for of a comment; whether it is hidden only a page's own token sees."""
    return f"{_COMMENT_FIELDS},is_hidden" if own else _COMMENT_FIELDS


def place_of(comment: FeedComment, post: str) -> tuple[str, str]:
    """Return a comment's id and the id of what it answers.

    Without an id, both are in its permanent address, `?comment_id=…&reply_comment_id=…`: the
    API's own id is the post's own number, "_", and the comment's. Without any of these, the id
    is the post's, the date and a digest of the text: an edit then makes another comment of it.
    """
    number = post.rpartition("_")[2]
    query = _query(comment.permalink_url)
    first, reply = query.get("comment_id", ""), query.get("reply_comment_id", "")
    parent = str(comment.parent.id) if comment.parent and comment.parent.id else ""
    if not parent:
        parent = f"{number}_{first}" if first and reply else post
    if comment.id is not None:
        return str(comment.id), parent
    if first:
        return f"{number}_{reply or first}", parent
    said = f"{comment.created_time}\n{comment.message or ''}".encode("utf-8", "surrogatepass")
    return f"{post}:{blake2b(said, digest_size=8).hexdigest()}", parent


def _query(url: str | None) -> dict[str, str]:
    try:
        found = parse_qs(urlsplit(url or "").query, max_num_fields=20)
    except ValueError:
        return {}
    return {k: v[0] for k, v in found.items() if v[0].isascii() and v[0].isdecimal()}
