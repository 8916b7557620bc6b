"""What X says → what is new in it, counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from connectors.api.posts import Posts
from connectors.x.answer import Answer
from connectors.x.cursor import XCursor, counted, fresh
from connectors.x.posts import to_event
from vigie.dead_letter import DeadLetter
from vigie.post import Published


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The news of one answer, or of some lines of the stream.

    Attributes:
        state: after them.
        read: how many posts were paid for.
    """

    state: XCursor
    events: tuple[Published, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    read: int = 0


def hear(state: XCursor, answers: Iterable[Answer], posts: Posts, now: datetime) -> Heard:
    """Return what answers tell that was not read lately.

    What another program's rule brings, and what only repeats another post, is paid for and
    not told.
    """
    events: list[Published] = []
    rejected: list[DeadLetter] = []
    read = 0
    for answer in answers:
        new = fresh(state, answer.posts)
        state, read = counted(state, new, now), read + len(new)
        rejected += answer.rejected
        events += [
            to_event(post, answer.handles, posts, now)
            for post in new
            if answer.ours and not post.is_repetition
        ]
    return Heard(state=state, events=tuple(events), rejected=tuple(rejected), read=read)
