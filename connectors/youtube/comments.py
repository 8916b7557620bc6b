"""Pages of threads and comments → what is in them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from connectors.feed.entry_fields import whole_number
from connectors.youtube.api import Listing, decoded
from connectors.youtube.cursor import Leaf, seconds
from connectors.youtube.posts import Under, YouTubePosts
from connectors.youtube.wire import Comment, usable
from vigie.dead_letter import DeadLetter
from vigie.say import Say

_COMMENT: Final = Say("Commentaire mal formé.", "Malformed comment.")
_REPLIES_LIMIT: Final = 100


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the place that threads are listed for.

    Attributes:
        channel: of every thread, for those that do not say it.
        titles: of videos, by id.
    """

    channel: str = ""
    titles: Mapping[str, str] = {}


#: Nothing is known of it.
NOWHERE: Final = Where()


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A comment of the top level, with those of its replies that came along.

    Attributes:
        given: how many came along, those that cannot be read included.
    """

    top: Comment
    under: Under
    replies: tuple[Comment, ...] = ()
    given: int = 0


class Threads(msgspec.Struct, frozen=True, kw_only=True):
    """A page of threads."""

    threads: tuple[Thread, ...]
    rejected: tuple[DeadLetter, ...]
    leaf: Leaf


class _ThreadSnippet(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    top_level_comment: msgspec.Raw
    video_id: str = ""
    channel_id: str = ""
    total_reply_count: Any = 0
    is_public: bool = True


class _Replies(msgspec.Struct, frozen=True):
    comments: list[msgspec.Raw] = []


class _Thread(msgspec.Struct, frozen=True, kw_only=True):
    snippet: _ThreadSnippet
    replies: _Replies = _Replies()


def read_threads(listing: Listing, where: Where, posts: YouTubePosts, now: datetime) -> Threads:
    """Return a page of threads; a malformed reply spoils only itself.

    Args:
        listing: of `commentThreads.list`.
        where: the place that it was asked for.
        posts: for dead letters.
        now: when it was fetched.
    """
    good: list[Thread] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(listing.items, 1):
        found = decoded(raw, _Thread)
        top = _comment(found.snippet.top_level_comment) if found else None
        if found is None or top is None:
            bad.append(posts.ordinary.rejected(bytes(raw), f"commentaire {place}", _COMMENT, now))
        elif found.snippet.is_public:
            replies, wrong = read_comments(found.replies.comments[:_REPLIES_LIMIT], posts, now)
            thread = _thread(found.snippet, top, where, replies)
            good.append(replace(thread, given=len(found.replies.comments)))
            bad += wrong
    times = [seconds(thread.top.snippet.published_at) for thread in good]
    changed = [seconds(c.changed_at) for thread in good for c in (thread.top, *thread.replies)]
    leaf = Leaf(
        newest=max(changed, default=0),
        oldest=times[-1] if times else 0,
        token=listing.next_page_token,
    )
    return Threads(threads=tuple(good), rejected=tuple(bad), leaf=leaf)


def _thread(
    snippet: _ThreadSnippet, top: Comment, where: Where, replies: Sequence[Comment]
) -> Thread:
    video = snippet.video_id or top.snippet.video_id
    under = Under(
        video=video,
        channel=snippet.channel_id or top.snippet.channel_id or where.channel,
        title=where.titles.get(video, ""),
        parent=top,
        replies=whole_number(snippet.total_reply_count),
    )
    return Thread(top=top, under=under, replies=tuple(replies))


def read_comments(
    raws: Sequence[msgspec.Raw], posts: YouTubePosts, now: datetime
) -> tuple[list[Comment], list[DeadLetter]]:
    """Return comments, and the items that are none."""
    read = [(raw, _comment(raw)) for raw in raws]
    bad = [
        posts.ordinary.rejected(bytes(raw), f"réponse {place}", _COMMENT, now)
        for place, (raw, comment) in enumerate(read, 1)
        if comment is None
    ]
    return [comment for _, comment in read if comment is not None], bad


def _comment(raw: msgspec.Raw) -> Comment | None:
    found = decoded(raw, Comment)
    return found if found is not None and usable(found.id) else None
