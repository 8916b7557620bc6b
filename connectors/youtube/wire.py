"""Comments and videos as the YouTube Data API writes them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from connectors.markup import plain, to_text

# `textFormat=plainText` is asked for; an answer in HTML all the same shows itself by these.
_MARKUP: Final = re.compile(r"<br ?/?>|<a href=|&(?:amp|lt|gt|quot|#39);")
_ID: Final = re.compile("[A-Za-z0-9_.-]{1,128}")


class AuthorChannel(msgspec.Struct, frozen=True):
    """An account's stable id."""

    value: str = ""


class CommentSnippet(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Source: developers.google.com/youtube/v3/docs/comments#snippet."""

    published_at: datetime
    updated_at: datetime | None = None
    text_original: str = ""
    text_display: str = ""
    author_display_name: str = ""
    author_channel_id: AuthorChannel | None = None
    like_count: Any = None
    parent_id: str = ""
    video_id: str = ""
    channel_id: str = ""


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment or a reply."""

    id: str
    snippet: CommentSnippet

    @property
    def changed_at(self) -> datetime:
        """When it was last edited, or published."""
        return self.snippet.updated_at or self.snippet.published_at

    @property
    def text(self) -> str:
        """Plain text."""
        if self.snippet.text_original:
            return plain(self.snippet.text_original)
        shown = self.snippet.text_display
        return to_text(shown) if _MARKUP.search(shown) else plain(shown)


class VideoSnippet(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Source: developers.google.com/youtube/v3/docs/videos#snippet."""

    published_at: datetime
    channel_id: str = ""
    channel_title: str = ""
    title: str = ""
    description: str = ""
    default_language: Any = None
    default_audio_language: Any = None


class Statistics(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Counts come as strings, and may be hidden."""

    view_count: Any = None
    like_count: Any = None
    comment_count: Any = None
    subscriber_count: Any = None
    video_count: Any = None
    hidden_subscriber_count: Any = False


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A video with its whole description."""

    id: str
    snippet: VideoSnippet
    statistics: Statistics = Statistics()


def usable(native: str) -> bool:
    """Tell whether an id is of a shape that YouTube gives."""
    return _ID.fullmatch(native) is not None
