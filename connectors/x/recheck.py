"""Kept posts of X, asked about again: which are gone, which were edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.x.answer import Answer, read_answer
from connectors.x.api import XApi
from connectors.x.posts import is_id, to_event
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Deleted, Event

_MOST: Final = 100


class Recheck:
    """Asks about posts by their ids, within the day's allowance.

    X charges a post once in a day of UTC, so that one asked about twice counts once. What was
    asked is remembered in this process only: a restart forgets it.

    Args:
        api: asks X.
        posts: makes the source's posts.
        source: its name.
        limit: posts asked about at most in a day of UTC.
    """

    def __init__(self, api: XApi, posts: Posts, source: str, limit: int) -> None:
        self._api = api
        self._posts = posts
        self._source = source
        self._limit = limit
        self._day = ""
        self._asked: set[str] = set()

    async def about(
        self, native_ids: Sequence[str], now: datetime
    ) -> tuple[list[Event], list[DeadLetter]] | None:
        """Return what became of these posts; None when X cannot be asked now.

        A post that its author edited is known by its first id; its last edition is asked for.
        """
        asked = [id_ for id_ in native_ids if is_id(id_)][:_MOST]
        answer = await self._ask(asked, now)
        if answer is None:
            return None
        events: list[Event] = [
            Deleted(source=self._source, native_id=id_, at=now) for id_ in _gone(asked, answer)
        ]
        rejected = list(answer.rejected)
        last = [post.history[-1] for post in answer.posts if post.history[-1] != post.id]
        editions = [post for post in answer.posts if post.history[0] != post.id]
        handles = dict(answer.handles)
        later = await self._ask(last, now)
        if later is not None:
            editions += later.posts
            handles |= later.handles
            rejected += later.rejected
        events += [to_event(post, handles, self._posts, now) for post in editions]
        return events, rejected

    async def _ask(self, ids: Sequence[str], now: datetime) -> Answer | None:
        if not ids or not self._allows(ids, now):
            return None
        parameters = {"ids": ",".join(ids), **self._api.fields}
        answer = await self._api.get("/2/tweets", parameters, now)
        if isinstance(answer, Refusal):
            return None
        try:
            return read_answer(answer.body, self._posts, now)
        except InvalidInput:
            return None

    def _allows(self, ids: Sequence[str], now: datetime) -> bool:
        today = now.date().isoformat()
        if today != self._day:
            self._day, self._asked = today, set()
        more = set(ids) - self._asked
        if len(self._asked) + len(more) > self._limit:
            return False
        self._asked |= more
        return True


def _gone(asked: Sequence[str], answer: Answer) -> list[str]:
    """Return the ids that X says are no longer public: its silence alone proves nothing."""
    shown = {post.id for post in answer.posts}
    named = dict.fromkeys(error.gone for error in answer.errors)
    return [id_ for id_ in asked if id_ in named and id_ not in shown]
