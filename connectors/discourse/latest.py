"""A forum's newest posts, walked back to the last one known."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.cursor import cursor_of
from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.discourse.forum import Forum
from connectors.discourse.posts import ForumPost, read_latest, to_events
from connectors.discourse.settings import DiscourseSettings
from vigie.clock import Clock
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.page import Page

#: Pages walked back from the newest when nothing is known yet.
_FIRST_PAGES: Final = 10
#: Pages of one poll; a longer walk goes on at the next, where it was.
_PAGES: Final = 50
#: Old servers look `before` an id no further than this many ids back, private ones included:
#: a page without a post is not the end there.
_WINDOW: Final = 50


class LatestCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a forum was left.

    Attributes:
        seen: highest post id of which all lower ones were read.
        reaching: highest id met by a walk that is not over; becomes `seen` at its end.
        before: id below which that walk goes on.
        walked: pages of that walk.
        failures: refusals in a row.
    """

    seen: int = 0
    reaching: int = 0
    before: int | None = None
    walked: int = 0
    failures: int = 0


class Latest:
    """Walks `/posts.json`.

    Args:
        settings: of the forum.
        forum: to ask.
        posts: makes the posts.
        pages: makes the pages.
        clock: of the house.
    """

    def __init__(
        self,
        settings: DiscourseSettings,
        forum: Forum,
        posts: Posts,
        pages: Pages,
        *,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._forum = forum
        self._posts = posts
        self._pages = pages
        self._clock = clock

    async def walk(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield the newest posts, page by page backwards, until one that is known.

        `/posts.json` gives ids in falling order. A walk that is cut goes on where it was: its
        cursor keeps both ends.
        """
        state = read(cursor)
        for asked in range(1, _PAGES + 1):
            now = self._clock.now()
            answer = await self._fetch(state, now)
            if isinstance(answer, Refusal):
                state = replace(state, failures=state.failures + 1)
                yield self._pages.refused(write(state), now, answer, state.failures)
                return
            read_posts, rejected = answer
            fresh = {post.id for post in read_posts if post.id > state.seen}
            events = to_events(read_posts, self._posts, self._settings, now, wanted=fresh)
            state, more = onward(state, read_posts)
            more = more and asked < _PAGES
            yield self._pages.brought(
                write(state), now, events=events, rejected=rejected, more=more
            )
            if not more:
                return

    async def _fetch(
        self, state: LatestCursor, now: datetime
    ) -> tuple[list[ForumPost], list[DeadLetter]] | Refusal:
        before = f"?before={state.before}" if state.before is not None else ""
        answer = await self._forum.ask(f"/posts.json{before}", now)
        if isinstance(answer, Refusal):
            return answer
        try:
            return read_latest(answer.body, self._posts, now)
        except InvalidInput as error:
            return Refusal(say=error.say)


def onward(state: LatestCursor, posts: Sequence[ForumPost]) -> tuple[LatestCursor, bool]:
    """Return the cursor after a page, and whether the walk goes on."""
    ids = [post.id for post in posts]
    highest = max([state.reaching, state.seen, *ids])
    lowest = min(ids, default=0)
    if state.before is not None and not 0 < lowest < state.before:
        lowest = state.before - _WINDOW
    walked = state.walked + 1
    first = state.seen == 0 and walked >= _FIRST_PAGES
    if lowest <= max(state.seen + 1, 1) or first:
        return LatestCursor(seen=highest), False
    return LatestCursor(seen=state.seen, reaching=highest, before=lowest, walked=walked), True


def read(cursor: bytes | None) -> LatestCursor:
    """Return the cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, LatestCursor)


def write(state: LatestCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(state)
