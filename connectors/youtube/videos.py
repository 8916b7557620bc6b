"""Videos with their whole description, and those that are looked at again for a while."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.markup import one_line
from connectors.youtube.budget import IDS_AT_ONCE
from connectors.youtube.cursor import Followed, YouTubeCursor, due, seconds
from connectors.youtube.errors import Trouble
from connectors.youtube.lists import Spotted, digest, read_videos
from connectors.youtube.posts import VIDEO
from connectors.youtube.step import Listening, Step, Steps
from connectors.youtube.wire import Video
from vigie.dead_letter import DeadLetter
from vigie.post import Deleted, Event, Published

_DAY: Final = 86_400
#: Characters of a video's title that its comments are read with.
TITLE: Final = 120
# New videos of the watched channels that are looked at again: two calls a day.
_UPLOADS: Final = 2 * IDS_AT_ONCE
#: A search or a playlist may list a video late: so far back, what is not known is new.
LATE: Final = 2 * _DAY


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Videos as `videos.list` tells them, and the items that are none."""

    videos: list[Video]
    rejected: list[DeadLetter]


def chunks(ids: Sequence[str], size: int = IDS_AT_ONCE) -> list[Sequence[str]]:
    """Return ids by as many as one call may name."""
    return [ids[at : at + size] for at in range(0, len(ids), size)]


async def fetch_videos(
    it: Listening, ids: Sequence[str], now: datetime, *, recheck: bool = False
) -> Told | Trouble:
    """Return at most fifty videos, for one unit: a search cuts their descriptions short."""
    answer = await it.api.ask(
        "videos",
        {"part": "snippet,statistics", "id": ",".join(ids), "maxResults": "50"},
        recheck=recheck,
    )
    if isinstance(answer, Trouble):
        return answer
    videos, rejected = read_videos(answer, it.posts, now)
    return Told(videos=videos, rejected=rejected)


async def tell(
    it: Listening, state: YouTubeCursor, ids: Sequence[str], now: datetime, *, found: bool
) -> Step | Trouble:
    """Return these new videos as posts, and the cursor that follows them.

    Args:
        it: the source's means.
        state: the cursor.
        ids: of videos.
        now: the moment.
        found: by the search, so that their comments are read as well.
    """
    events: list[Event] = []
    rejected: list[DeadLetter] = []
    for some in chunks(ids):
        told = await fetch_videos(it, some, now)
        if isinstance(told, Trouble):
            return told
        events += [Published(post=it.posts.video(video, now)) for video in told.videos]
        rejected += told.rejected
        state = _follow(it, state, told.videos, now, found=found)
    return Step(state=state, events=tuple(events), rejected=tuple(rejected))


def fresh(spotted: Iterable[Spotted], state: YouTubeCursor, mark: int) -> list[str]:
    """Return the videos not yet told, of those that a list names."""
    known = {video.id for video in state.followed}
    since = mark - LATE if mark else 0
    ids = [one.id for one in spotted if one.at >= since and one.id not in known]
    return list(dict.fromkeys(ids))


async def look_again(it: Listening, state: YouTubeCursor, now: datetime) -> Steps:
    """Yield, once a day, what was edited and what is gone among the followed videos."""
    if not state.followed or not due(state.looked, _DAY, seconds(now)):
        return
    state = _recent(it, state, now)
    for some in chunks([video.id for video in state.followed]):
        told = await fetch_videos(it, some, now)
        if isinstance(told, Trouble):
            yield told
            return
        state, events = _compare(it, state, some, told, now)
        yield Step(state=state, events=tuple(events), rejected=tuple(told.rejected))
    yield Step(state=replace(state, looked=seconds(now)))


def _compare(
    it: Listening, state: YouTubeCursor, asked: Sequence[str], told: Told, now: datetime
) -> tuple[YouTubeCursor, list[Event]]:
    videos = {video.id: video for video in told.videos}
    kept: list[Followed] = []
    events: list[Event] = []
    for known in state.followed:
        video = videos.get(known.id)
        if video is None:
            # What cannot be read is not gone: with a malformed item nothing is told deleted.
            if known.id in asked and not told.rejected:
                events.append(gone(it, f"{VIDEO}{known.id}", now))
            else:
                kept.append(known)
            continue
        if digest(video) != known.digest:
            # YouTube does not date its editions: this one is of when it was seen.
            events.append(Published(post=it.posts.video(video, now, edited=now)))
        kept.append(_followed(it, video, known))
    return replace(state, followed=tuple(kept)), events


def gone(it: Listening, native: str, now: datetime) -> Deleted:
    """Return that a post is no longer there."""
    return Deleted(source=it.settings.name, native_id=native, at=now)


def _followed(
    it: Listening, video: Video, known: Followed | None, *, found: bool = False
) -> Followed:
    before = known or Followed(id=video.id, at=0, digest="")
    title = it.posts.masked(one_line(video.snippet.title, TITLE, is_markup=False))
    return replace(
        before,
        at=seconds(video.snippet.published_at),
        digest=digest(video),
        title=title,
        channel=video.snippet.channel_id[:64],
        found=found or before.found,
    )


def _follow(
    it: Listening, state: YouTubeCursor, videos: Iterable[Video], now: datetime, *, found: bool
) -> YouTubeCursor:
    known = {video.id: video for video in state.followed}
    for video in videos:
        known[video.id] = _followed(it, video, known.get(video.id), found=found)
    return _recent(it, replace(state, followed=tuple(known.values())), now)


def _recent(it: Listening, state: YouTubeCursor, now: datetime) -> YouTubeCursor:
    """Return the cursor without the videos that have been followed for long enough."""
    oldest = seconds(now) - it.settings.videos_days * _DAY
    recent = sorted((v for v in state.followed if v.at >= oldest), key=_newest_first)
    searched = [video for video in recent if video.found][: it.settings.videos]
    uploads = [video for video in recent if not video.found][:_UPLOADS]
    return replace(state, followed=(*searched, *uploads))


def _newest_first(video: Followed) -> tuple[int, str]:
    return -video.at, video.id
