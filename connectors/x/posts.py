"""X's posts as its API writes them → events. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from connectors.api.posts import Posts
from connectors.feed.entry_fields import language_code, point, whole_number
from connectors.markup import read_references
from vigie.post import Engagement, Point, Published

#: 2010-11-04 01:42:54.657 UTC, from which the ids of posts count milliseconds in their upper
#: bits (Twitter's « snowflake »).
_EPOCH: Final = 1_288_834_974_657
_ID: Final = re.compile(r"[1-9]\d{0,18}")
_VERSIONS: Final = 30  # X allows five editions


class Reference(msgspec.Struct, frozen=True):
    """Another post that one answers, quotes or repeats."""

    type: str = ""
    id: str = ""


class XPost(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a post that are asked for; docs.x.com, « Post object ».

    Each edition has an id of its own; the history names them all, the first first.
    """

    id: str
    text: str = ""
    author_id: str | None = None
    edit_history_tweet_ids: list[str] | None = None
    conversation_id: str | None = None
    lang: str | None = None
    referenced_tweets: list[Reference] | None = None
    note_tweet: Any = None
    public_metrics: Any = None
    geo: Any = None

    @property
    def history(self) -> list[str]:
        """Ids of all editions known, oldest first; this one at least."""
        ids = [id_ for id_ in (self.edit_history_tweet_ids or ())[:_VERSIONS] if is_id(id_)]
        return ids if self.id in ids else [self.id]

    @property
    def is_repetition(self) -> bool:
        """Whether it only repeats another."""
        return any(other.type == "retweeted" for other in self.referenced_tweets or ())


def is_id(said: str) -> bool:
    """Tell whether this is the id of a post."""
    return _ID.fullmatch(said) is not None


def moment_of(id_: int) -> datetime:
    """Return when a post of this id was published."""
    return datetime.fromtimestamp(((id_ >> 22) + _EPOCH) / 1_000, UTC)


def id_at(moment: datetime) -> int:
    """Return the lowest id of a post published at `moment` or later."""
    return max(1, int(moment.timestamp() * 1_000) - _EPOCH) << 22


def to_event(post: XPost, handles: dict[str, str], posts: Posts, now: datetime) -> Published:
    """Return the publication of a post, or of its edition.

    Args:
        post: as read.
        handles: of authors by their id, where they were asked for.
        posts: makes the source's posts.
        now: when it was fetched.
    """
    first, revision = post.history[0], post.history.index(post.id) + 1
    author = post.author_id or None
    return Published(
        post=posts.post(
            native_id=first,
            text=_text(post),
            published=moment_of(int(first)),
            edited=moment_of(int(post.id)) if revision > 1 else None,
            revision=revision,
            now=now,
            author=posts.author(author, handles.get(author)) if author else None,
            language=language_code(post.lang),
            url=f"https://x.com/i/web/status/{post.id}",
            conversation=_id_or_none(post.conversation_id),
            in_reply_to=_answered(post),
            engagement=_counts(post.public_metrics),
            geo=_point(post.geo),
        )
    )


def _text(post: XPost) -> str:
    note = post.note_tweet.get("text") if isinstance(post.note_tweet, dict) else None
    return read_references(note if isinstance(note, str) and note else post.text)


def _answered(post: XPost) -> str | None:
    for other in post.referenced_tweets or ():
        if other.type == "replied_to":
            return _id_or_none(other.id)
    return None


def _id_or_none(said: str | None) -> str | None:
    return said if said and is_id(said) else None


def _counts(metrics: Any) -> Engagement:
    counts = metrics if isinstance(metrics, dict) else {}
    replies, shares, likes, views = (
        whole_number(counts.get(f"{name}_count"))
        for name in ("reply", "retweet", "like", "impression")
    )
    return Engagement(replies=replies, shares=shares, likes=likes, views=views)


def _point(geo: Any) -> Point | None:
    """Return the exact point that the author gave; the box of a place is none."""
    exact = geo.get("coordinates") if isinstance(geo, dict) else None
    pair = exact.get("coordinates") if isinstance(exact, dict) else None
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    longitude, latitude = pair
    return point(latitude, longitude)
