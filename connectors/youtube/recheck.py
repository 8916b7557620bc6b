"""Known posts, asked about again: YouTube never tells what was deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.markup import one_line
from connectors.youtube.api import Listing, decoded
from connectors.youtube.comments import NOWHERE, Thread, read_comments, read_threads
from connectors.youtube.cursor import seconds
from connectors.youtube.errors import Trouble
from connectors.youtube.posts import VIDEO, Under
from connectors.youtube.step import Listening
from connectors.youtube.videos import TITLE, chunks, fetch_videos, gone
from connectors.youtube.wire import Comment, Video, usable
from vigie.dead_letter import DeadLetter
from vigie.post import Event, Published

#: The developer policies say thirty days; five are left for days without quota.
RECHECK_DAYS: Final = 25.0


class Rechecked(msgspec.Struct, kw_only=True):
    """What became of known posts.

    Attributes:
        asked: the source answered at least once.
    """

    events: list[Event] = []
    rejected: list[DeadLetter] = []
    asked: bool = False


class _Named(msgspec.Struct, frozen=True):
    id: str


async def recheck_posts(it: Listening, natives: Sequence[str], now: datetime) -> Rechecked:
    """Ask about these posts, as far as the day's budget goes; never raises.

    A video's editions are not dated by the API, so that only its deletion is told here; those
    of followed videos are seen each day, and those of watched channels come by WebSub.
    """
    found = Rechecked()
    known = [native for native in natives if usable(native.removeprefix(VIDEO))]
    comments = [native for native in known if not native.startswith(VIDEO)]
    videos = [native.removeprefix(VIDEO) for native in known if native.startswith(VIDEO)]
    for some in chunks(comments):
        await _comments(it, some, found, now)
    for some in chunks(videos):
        told = await fetch_videos(it, some, now, recheck=True)
        if isinstance(told, Trouble):
            continue
        found.asked = True
        found.rejected += told.rejected
        there = {video.id for video in told.videos}
        if not told.rejected:
            found.events += [gone(it, f"{VIDEO}{v}", now) for v in some if v not in there]
    return found


async def _comments(it: Listening, ids: Sequence[str], found: Rechecked, now: datetime) -> None:
    answer = await it.api.ask(
        "comments",
        {"part": "snippet", "id": ",".join(ids), "textFormat": "plainText"},
        recheck=True,
    )
    if isinstance(answer, Trouble):
        if answer.reason not in ("commentNotFound", "commentThreadNotFound"):
            return
        found.asked = True
        if len(ids) == 1:
            found.events.append(gone(it, ids[0], now))
            return
        # One that is gone may have the whole question refused: halves tell which.
        middle = len(ids) // 2
        await _comments(it, ids[:middle], found, now)
        await _comments(it, ids[middle:], found, now)
        return
    found.asked = True
    there = _there(answer)
    if there is not None:
        found.events += [gone(it, native, now) for native in ids if native not in there]
    comments, rejected = read_comments(answer.items, it.posts, now)
    found.rejected += rejected
    asked = frozenset(ids)
    edited = [c for c in comments if c.id in asked and _is_edited(c)]
    await _edited(it, edited, found, now)


def _is_edited(comment: Comment) -> bool:
    return seconds(comment.changed_at) > seconds(comment.snippet.published_at)


def _there(listing: Listing) -> frozenset[str] | None:
    """Return the ids that an answer names; None when an item of it cannot be told."""
    named = [decoded(raw, _Named) for raw in listing.items]
    ids = frozenset(one.id for one in named if one is not None)
    return ids if all(named) else None


async def _edited(
    it: Listening, comments: Sequence[Comment], found: Rechecked, now: datetime
) -> None:
    """Tell edited comments, with the video and the channel that they stand under.

    An edition replaces what is kept: where those cannot be had, it is left for next time
    rather than told without them.
    """
    tops = list(dict.fromkeys(comment.id.partition(".")[0] for comment in comments))
    if not tops:
        return
    answer = await it.api.ask(
        "commentThreads",
        {"part": "snippet", "id": ",".join(tops), "textFormat": "plainText"},
        recheck=True,
    )
    if isinstance(answer, Trouble):
        return
    threads = read_threads(answer, NOWHERE, it.posts, now).threads
    videos = list(dict.fromkeys(t.under.video for t in threads if usable(t.under.video)))
    told = await fetch_videos(it, videos, now, recheck=True) if videos else None
    if isinstance(told, Trouble):
        return
    known = {video.id: video for video in told.videos} if told else {}
    places = {thread.top.id: _placed(thread, known) for thread in threads}
    for comment in comments:
        under = places.get(comment.id.partition(".")[0])
        if under is not None:
            found.events.append(Published(post=it.posts.comment(comment, under, now)))


def _placed(thread: Thread, videos: Mapping[str, Video]) -> Under:
    video = videos.get(thread.under.video)
    if video is None:
        return thread.under
    title = one_line(video.snippet.title, TITLE, is_markup=False)
    return replace(thread.under, title=title, channel=video.snippet.channel_id)
