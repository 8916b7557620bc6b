"""Comments of a channel or of a video, walked back to the last ones known, with their replies."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.youtube.comments import Thread, Threads, Where, read_comments, read_threads
from connectors.youtube.cursor import (
    Followed,
    Walk,
    YouTubeCursor,
    due,
    onward,
    restarted,
    seconds,
    told_once,
    with_replies,
)
from connectors.youtube.errors import Trouble
from connectors.youtube.posts import Under
from connectors.youtube.step import Listening, Step, Steps, with_followed
from connectors.youtube.wire import Comment
from vigie.dead_letter import DeadLetter
from vigie.post import Event, Published

#: Pages of a hundred threads, walked when a channel or a video is first read.
_FIRST_OF_CHANNEL: Final = 10
_FIRST_OF_VIDEO: Final = 3
_REPLY_PAGES: Final = 5  # YouTube shows at most 500 replies of a thread


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where comments are, and the query that lists them."""

    query: dict[str, str]
    where: Where
    what: str
    first_pages: int


class _Walked(msgspec.Struct, frozen=True, kw_only=True):
    walk: Walk
    events: list[Event]
    rejected: list[DeadLetter]


async def read_channels(it: Listening, state: YouTubeCursor, now: datetime) -> Steps:
    """Yield the comments on every video of the watched channels, the town's own first."""
    titles = {video.id: video.title for video in state.followed}
    for channel in it.settings.watched:
        place = _Place(
            query={"allThreadsRelatedToChannelId": channel},
            where=Where(channel=channel, titles=titles),
            what=channel,
            first_pages=_FIRST_OF_CHANNEL,
        )
        walk = state.comments.get(channel, Walk())
        async with aclosing(_walk(it, place, walk, now)) as walking:
            async for walked in walking:
                if isinstance(walked, _Walked):
                    comments = {**state.comments, channel: walked.walk}
                    state = replace(state, comments=comments)
                    yield _step(state, walked)
                elif walked.scope == "item":
                    yield Step(state=state, note=walked.refusal.say)
                else:
                    yield walked
                    return


async def read_videos_comments(it: Listening, state: YouTubeCursor, now: datetime) -> Steps:
    """Yield the comments on the videos that the search found, those not read for a while."""
    every, moment = it.settings.videos_interval, seconds(now)
    for video in state.followed:
        if not _is_read(video, it) or not (video.walk.token or due(video.walk.at, every, moment)):
            continue
        place = _Place(
            query={"videoId": video.id},
            where=Where(channel=video.channel, titles={video.id: video.title}),
            what=video.id,
            first_pages=_FIRST_OF_VIDEO,
        )
        async with aclosing(_walk(it, place, video.walk, now)) as walking:
            async for walked in walking:
                if isinstance(walked, _Walked):
                    state = with_followed(state, replace(video, walk=walked.walk))
                    yield _step(state, walked)
                elif walked.scope == "item":
                    # Closed comments stay closed: the call is not paid for again.
                    state = with_followed(state, replace(video, shut=True))
                    yield Step(state=state)
                else:
                    yield walked
                    return


def _is_read(video: Followed, it: Listening) -> bool:
    return video.found and not video.shut and video.channel not in it.settings.watched


def _step(state: YouTubeCursor, walked: _Walked) -> Step:
    return Step(state=state, events=tuple(walked.events), rejected=tuple(walked.rejected))


async def _walk(
    it: Listening, place: _Place, walk: Walk, now: datetime
) -> AsyncGenerator[_Walked | Trouble, None]:
    going = True
    while going:
        answer = await it.api.ask(
            "commentThreads",
            {
                "part": "snippet,replies",
                "order": "time",
                "textFormat": "plainText",
                "maxResults": "100",
                "pageToken": walk.token,
                **place.query,
            },
            what=place.what,
        )
        if isinstance(answer, Trouble):
            if answer.scope == "page":  # a token that is no longer known
                walk = restarted(walk)
                continue
            yield answer
            return
        page = read_threads(answer, place.where, it.posts, now)
        walked, trouble = await _complete(it, page, walk, now)
        if trouble is not None:  # the page is read again, without the replies had already
            yield walked
            yield trouble
            return
        walk, going = onward(walked.walk, page.leaf, seconds(now), place.first_pages)
        yield replace(walked, walk=walk)


async def _complete(
    it: Listening, page: Threads, walk: Walk, now: datetime
) -> tuple[_Walked, Trouble | None]:
    """Return what is new on a page, replies that it leaves out included."""
    heard: list[tuple[Comment, Under]] = []
    rejected = list(page.rejected)
    counts: dict[str, int] = {}
    trouble: Trouble | None = None
    for thread in page.threads:
        fresh = (thread.top, *thread.replies)
        heard += [(c, thread.under) for c in fresh if seconds(c.changed_at) >= walk.since]
        total = thread.under.replies or 0
        if thread.given < total > walk.replies.get(thread.top.id, 0):
            answer = await _replies(it, thread, now)
            if not isinstance(answer, Trouble):
                heard += [(reply, thread.under) for reply in answer[0]]
                rejected += answer[1]
                counts[thread.top.id] = total
            elif answer.scope not in ("item", "page"):  # those: the thread has just gone
                trouble = answer
                break
    return _once(it, with_replies(walk, counts), heard, rejected, now), trouble


def _once(
    it: Listening,
    walk: Walk,
    heard: Sequence[tuple[Comment, Under]],
    rejected: Sequence[DeadLetter],
    now: datetime,
) -> _Walked:
    """Return these comments and dead letters, without those that an earlier poll told."""
    times = [(comment, under, seconds(comment.changed_at)) for comment, under in heard]
    walk, comments = told_once(walk, {f"{c.id} {at}": (at, (c, u)) for c, u, at in times})
    walk, letters = told_once(walk, {bad.id: (seconds(now), bad) for bad in rejected})
    events: list[Event] = [Published(post=it.posts.comment(c, u, now)) for c, u in comments]
    return _Walked(walk=walk, events=events, rejected=letters)


async def _replies(
    it: Listening, thread: Thread, now: datetime
) -> tuple[list[Comment], list[DeadLetter]] | Trouble:
    good: list[Comment] = []
    bad: list[DeadLetter] = []
    token = ""
    for _ in range(_REPLY_PAGES):
        answer = await it.api.ask(
            "comments",
            {
                "part": "snippet",
                "parentId": thread.top.id,
                "textFormat": "plainText",
                "maxResults": "100",
                "pageToken": token,
            },
        )
        if isinstance(answer, Trouble):
            return answer
        read, wrong = read_comments(answer.items, it.posts, now)
        good += read
        bad += wrong
        if not answer.next_page_token or answer.next_page_token == token:
            break
        token = answer.next_page_token
    return good, bad
