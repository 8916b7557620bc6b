"""A large forum, asked only for what names the towns: its search, word by word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.discourse.forum import Forum
from connectors.discourse.posts import to_events
from connectors.discourse.search_cursor import (
    SearchCursor,
    begun,
    onward,
    read,
    remembering,
    write,
)
from connectors.discourse.settings import DiscourseSettings
from connectors.discourse.thread import read_thread
from connectors.discourse.topic import Hits, Topic, read_search
from vigie.clock import Clock
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.page import Page
from vigie.post import Event

#: Searches of one poll; a round that is longer goes on at the next.
_SEARCHES: Final = 40
#: Seconds between two searches: Discourse lets an address make eight a minute.
PAUSE: Final = 8.0
_GONE: Final = frozenset({403, 404, 410})


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a search's topics, up to where the forum refused."""

    events: tuple[Event, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    ids: tuple[int, ...] = ()
    topics: dict[int, int] = {}
    refusal: Refusal | None = None


class Search:
    """Asks `/search.json` for each word in turn, then for the topics that it finds.

    Args:
        settings: of the forum.
        words: what to search for.
        forum: to ask.
        posts: makes the posts.
        pages: makes the pages.
        clock: of the house.
        sleep: waits that many seconds between two searches.
    """

    def __init__(
        self,
        settings: DiscourseSettings,
        words: Sequence[str],
        forum: Forum,
        posts: Posts,
        pages: Pages,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._words = words
        self._forum = forum
        self._posts = posts
        self._pages = pages
        self._clock = clock
        self._sleep = sleep

    async def walk(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what is new, a page for each page of results, each word once.

        A search tells but one post of each topic: all that is new in the topic is read.
        """
        state = read(cursor)
        for asked in range(1, _SEARCHES + 1):
            now = self._clock.now()
            state = begun(state, now, len(self._words))
            hits = await self._search(state, now)
            found = await self._read(hits, state, now)
            state = remembering(state, found.ids, found.topics)
            if found.refusal is not None:
                for page in self._cut(state, found, found.refusal, now):
                    yield page
                return
            state = onward(state, len(self._words), more=isinstance(hits, Hits) and hits.more)
            more = state.began is not None and asked < _SEARCHES
            yield self._brought(state, found, now, more=more)
            if not more:
                return
            await self._sleep(PAUSE)

    async def _search(self, state: SearchCursor, now: datetime) -> Hits | Refusal:
        word = self._words[state.word].replace('"', " ")
        query = {
            "q": f'"{word}" after:{state.after(now).date().isoformat()} order:latest',
            "page": state.page,
        }
        answer = await self._forum.ask(f"/search.json?{urlencode(query)}", now)
        if isinstance(answer, Refusal):
            return answer
        try:
            return read_search(answer.body, self._posts, now)
        except InvalidInput as error:
            return Refusal(say=error.say)

    async def _read(self, hits: Hits | Refusal, state: SearchCursor, now: datetime) -> Found:
        if isinstance(hits, Refusal):
            return Found(refusal=hits)
        known = set(state.known)
        found = Found(rejected=hits.rejected)
        for number, last in hits.topics.items():
            if last is not None and state.topics.get(number) == last:
                continue  # nothing was written there since
            told = {hit.id for hit in hits.posts if hit.topic_id == number}
            topic = await read_thread(
                self._forum, self._posts, number, now, known=known, found=told
            )
            if isinstance(topic, Refusal) and topic.status in _GONE:
                continue
            if isinstance(topic, Refusal):
                return replace(found, refusal=topic)
            known.update(topic.stream)
            found = replace(
                found,
                events=(*found.events, *self._events(topic, state.after(now), now)),
                rejected=(*found.rejected, *topic.rejected),
                ids=(*topic.stream, *found.ids),
                topics={**found.topics, **({number: last} if last is not None else {})},
            )
        return found

    def _events(self, topic: Topic, after: datetime, now: datetime) -> list[Event]:
        if not topic.is_public:
            return []
        recent = {post.id for post in topic.posts if _is_new(post.created_at, after)}
        wanted = recent & set(topic.stream)
        return to_events(topic.posts, self._posts, self._settings, now, wanted=wanted)

    def _cut(
        self, state: SearchCursor, found: Found, refusal: Refusal, now: datetime
    ) -> list[Page]:
        state = replace(state, failures=state.failures + 1)
        refused = self._pages.refused(write(state), now, refusal, state.failures)
        return [self._brought(state, found, now, more=True), refused] if found.ids else [refused]

    def _brought(self, state: SearchCursor, found: Found, now: datetime, *, more: bool) -> Page:
        return self._pages.brought(
            write(state), now, events=found.events, rejected=found.rejected, more=more
        )


def _is_new(created: datetime, after: datetime) -> bool:
    aware = created if created.tzinfo else created.replace(tzinfo=after.tzinfo)
    return aware >= after - timedelta(days=1)
