"""YouTube's comments and videos as they come over the wire → posts. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.posts import Posts
from connectors.feed.entry_fields import language_code, whole_number
from connectors.markup import one_line
from connectors.youtube.settings import YouTubeSettings
from connectors.youtube.wire import Comment, Video
from vigie.context import Context
from vigie.post import Author, Engagement, Post
from vigie.privacy import mask

#: Before a video's id, to tell it from a comment's.
VIDEO: Final = "video:"

_WATCH: Final = "https://www.youtube.com/watch?v="
_QUOTED: Final = 1_000  # characters of what a comment answers


class Under(msgspec.Struct, frozen=True, kw_only=True):
    """What a thread's comments stand under.

    Attributes:
        video: its id.
        channel: of the video's publisher.
        title: of the video, where it is known.
        parent: the thread's first comment.
        replies: how many it has in all.
    """

    video: str = ""
    channel: str = ""
    title: str = ""
    parent: Comment | None = None
    replies: int | None = None


class YouTubePosts:
    """Makes one source's posts; what is on the town's own channels is marked as its own.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: YouTubeSettings, context: Context) -> None:
        own = settings.model_copy(update={"own": True})
        self.ordinary = Posts("youtube", "youtube", settings, context)
        self._own = Posts("youtube", "youtube", own, context)
        self._channels: Collection[str] = frozenset(settings.own_channels)
        self._contacts = context.contacts

    def comment(self, comment: Comment, under: Under, now: datetime) -> Post:
        """Return the post of a comment or a reply; its conversation is its thread."""
        snippet = comment.snippet
        video, channel = snippet.video_id or under.video, snippet.channel_id or under.channel
        thread, dot, _ = comment.id.partition(".")
        answered = thread if dot else f"{VIDEO}{video}" if video else None
        return self._of(channel).post(
            native_id=comment.id,
            text=comment.text,
            published=snippet.published_at,
            edited=snippet.updated_at,
            now=now,
            author=self._author(
                snippet.author_channel_id.value if snippet.author_channel_id else "",
                snippet.author_display_name,
            ),
            url=f"{_WATCH}{video}&lc={comment.id}" if video else None,
            conversation=thread,
            in_reply_to=answered,
            reply_to_text=self._answered(under, answering=bool(dot)),
            engagement=Engagement(
                replies=None if dot else under.replies, likes=whole_number(snippet.like_count)
            ),
        )

    def video(self, video: Video, now: datetime, edited: datetime | None = None) -> Post:
        """Return the post of a video: its title and its description."""
        snippet, counts = video.snippet, video.statistics
        language = snippet.default_language or snippet.default_audio_language
        return self._of(snippet.channel_id).post(
            native_id=f"{VIDEO}{video.id}",
            title=one_line(snippet.title, is_markup=False),
            text=snippet.description,
            published=snippet.published_at,
            edited=edited,
            now=now,
            author=self._author(snippet.channel_id, snippet.channel_title),
            language=language_code(language),
            url=f"{_WATCH}{video.id}",
            conversation=f"{VIDEO}{video.id}",
            engagement=Engagement(
                replies=whole_number(counts.comment_count),
                likes=whole_number(counts.like_count),
                views=whole_number(counts.view_count),
            ),
        )

    def masked(self, text: str) -> str:
        """Return a text fit to be kept beside a post."""
        return mask(text, self._contacts)

    def _answered(self, under: Under, *, answering: bool) -> str | None:
        # A reply is read with the video's title too: « tout à fait » names no town.
        parent = under.parent.text if under.parent and answering else ""
        told = "\n".join(part for part in (under.title, parent) if part)
        return self.masked(told[:_QUOTED]) or None

    def _author(self, account: str, name: str) -> Author:
        author = self.ordinary.author(account or name or None, name or None)
        return replace(author, role="town") if account in self._channels else author

    def _of(self, channel: str) -> Posts:
        return self._own if channel in self._channels else self.ordinary
