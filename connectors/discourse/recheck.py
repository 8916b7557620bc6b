"""Asks a forum about posts already kept: which are gone, which were edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.discourse.forum import Forum
from connectors.discourse.posts import ForumPost, read_latest, to_events
from connectors.discourse.settings import DiscourseSettings
from connectors.discourse.thread import read_first_page
from vigie.errors import InvalidInput
from vigie.post import Deleted, Event

#: Posts asked about at one go.
MOST: Final = 100
_GONE: Final = frozenset({404, 410})
_UNSURE: Final = 403
_REFUSED_IN_A_ROW: Final = 5


class Recheck:
    """Asks `/posts/{id}.json`, one post after the other.

    Args:
        settings: of the forum.
        forum: to ask.
        posts: makes the posts.
    """

    def __init__(self, settings: DiscourseSettings, forum: Forum, posts: Posts) -> None:
        self._settings = settings
        self._forum = forum
        self._posts = posts

    async def ask(self, native_ids: Sequence[str], now: datetime) -> list[Event] | None:
        """Return what became of these posts, None when the forum cannot be asked now.

        A refusal on the way ends it: what was learnt is told, the rest is kept. A post that
        is not found is gone only if the forum itself is still there.
        """
        events: list[Event] = []
        missing: list[str] = []
        asked = refused = 0
        for native_id in [id_ for id_ in native_ids if id_.isdecimal()][:MOST]:
            answer = await self._forum.ask(f"/posts/{native_id}.json", now)
            if not isinstance(answer, Refusal):
                events += await self._learn(answer.body, now)
            elif answer.status in _GONE:
                missing.append(native_id)
            elif answer.status == _UNSURE and refused < _REFUSED_IN_A_ROW:
                refused += 1
                continue
            else:
                break
            asked, refused = asked + 1, 0
        if missing and not await self._is_there(now):
            missing = []
            asked = len(events)
        source = self._settings.name
        events += [Deleted(source=source, native_id=id_, at=now) for id_ in missing]
        return events if asked else None

    async def _learn(self, body: bytes, now: datetime) -> list[Event]:
        try:
            post = msgspec.json.decode(body, type=ForumPost)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return []
        if post.is_gone or not post.is_public:
            return [Deleted(source=self._settings.name, native_id=str(post.id), at=now)]
        return await self._edited(post, now) if (post.version or 1) > 1 else []

    async def _edited(self, post: ForumPost, now: datetime) -> list[Event]:
        """Return the edition; its topic is asked for the title, which a post alone lacks."""
        topic = await read_first_page(self._forum, self._posts, post.topic_id, now)
        if isinstance(topic, Refusal):
            return []  # without its title it would be another post: at the next time, then
        titled = replace(post, topic_title=post.topic_title or topic.title)
        others = [one for one in topic.posts if one.id != post.id]
        every = [titled, *others]
        return to_events(every, self._posts, self._settings, now, wanted={post.id})

    async def _is_there(self, now: datetime) -> bool:
        answer = await self._forum.ask("/posts.json", now)
        if isinstance(answer, Refusal):
            return False
        try:
            read_latest(answer.body, self._posts, now)
        except InvalidInput:
            return False
        return True
