"""Pages of videos, of an uploads playlist and of a search → what is in them. Pure."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Final

import msgspec

from connectors.youtube.api import Listing, decoded
from connectors.youtube.cursor import Leaf, seconds
from connectors.youtube.posts import YouTubePosts
from connectors.youtube.wire import Video, usable
from vigie.dead_letter import DeadLetter
from vigie.say import Say

_VIDEO: Final = Say("Vidéo mal formée.", "Malformed video.")


class Spotted(msgspec.Struct, frozen=True):
    """A video's id and its publication in Unix seconds, as a search or a playlist tells them."""

    id: str
    at: int


class _SearchId(msgspec.Struct, frozen=True, rename="camel"):
    video_id: str = ""


class _SearchSnippet(msgspec.Struct, frozen=True, rename="camel"):
    published_at: datetime


class _Result(msgspec.Struct, frozen=True):
    id: _SearchId
    snippet: _SearchSnippet


class _Details(msgspec.Struct, frozen=True, rename="camel"):
    video_id: str = ""
    video_published_at: datetime | None = None


class _PlaylistItem(msgspec.Struct, frozen=True, rename="camel"):
    content_details: _Details


def read_videos(
    listing: Listing, posts: YouTubePosts, now: datetime
) -> tuple[list[Video], list[DeadLetter]]:
    """Return videos, and the items that are none."""
    read = [(raw, _video(raw)) for raw in listing.items]
    bad = [
        posts.ordinary.rejected(bytes(raw), f"vidéo {place}", _VIDEO, now)
        for place, (raw, video) in enumerate(read, 1)
        if video is None
    ]
    return [video for _, video in read if video is not None], bad


def read_spotted(
    listing: Listing, posts: YouTubePosts, now: datetime, *, search: bool
) -> tuple[list[Spotted], list[DeadLetter], Leaf]:
    """Return the videos that a search or an uploads playlist names, newest first."""
    good: list[Spotted] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(listing.items, 1):
        found = _result(raw) if search else _upload(raw)
        if found is None:
            bad.append(posts.ordinary.rejected(bytes(raw), f"vidéo {place}", _VIDEO, now))
        elif found.at:
            good.append(found)
    times = [spotted.at for spotted in good]
    leaf = Leaf(
        newest=max(times, default=0),
        oldest=times[-1] if times else 0,
        token=listing.next_page_token,
    )
    return good, bad, leaf


def digest(video: Video) -> str:
    """Return what changes when a video's title or description does."""
    told = f"{video.snippet.title}\x00{video.snippet.description}"
    return blake2b(told.encode(), digest_size=6).hexdigest()


def _result(raw: msgspec.Raw) -> Spotted | None:
    found = decoded(raw, _Result)
    if found is None or not usable(found.id.video_id):
        return None
    return Spotted(found.id.video_id, seconds(found.snippet.published_at))


def _upload(raw: msgspec.Raw) -> Spotted | None:
    found = decoded(raw, _PlaylistItem)
    if found is None or not usable(found.content_details.video_id):
        return None
    details = found.content_details
    # A private video of the list has no date of publication: it is nobody's business.
    at = details.video_published_at
    return Spotted(details.video_id, seconds(at) if at else 0)


def _video(raw: msgspec.Raw) -> Video | None:
    found = decoded(raw, Video)
    return found if found is not None and usable(found.id) else None
