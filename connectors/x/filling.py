"""X's recent search: what was published while nobody listened."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.x.answer import Answer, read_answer
from connectors.x.api import XApi, exhausted
from connectors.x.cursor import (
    XCursor,
    beginning,
    highest_of,
    left_today,
    reached,
    unreachable,
)
from connectors.x.hearing import hear
from connectors.x.pages import XPages
from connectors.x.posts import moment_of
from vigie.clock import Clock
from vigie.errors import InvalidInput
from vigie.page import Page

#: The search gives ten posts at least and a hundred at most.
LEAST: Final = 10
_MOST: Final = 100
#: Pages of one query at most, whatever tokens the server gives.
_PAGES: Final = 500


@dataclass
class Run:
    """What is known in the middle of a run.

    Attributes:
        over: its last page is yielded.
    """

    state: XCursor
    over: bool = False


@dataclass
class _Fill:
    """One search of the past.

    Attributes:
        before: the state at its beginning: where from.
        began: when.
        left: posts that it may still read.
        gap: what it cannot reach, until it is told.
        highest: id that it found.
        over: nothing more is asked.
    """

    before: XCursor
    began: datetime
    left: int
    gap: tuple[datetime, datetime] | None = None
    highest: int = 0
    over: bool = False

    def give_up(self, oldest: datetime) -> None:
        """Leave what is older unread."""
        self.over = True
        if self.before.heard:
            since = datetime.fromtimestamp(self.before.heard, self.began.tzinfo)
            self.gap = (since, max(since, oldest))


class _Found(msgspec.Struct, frozen=True):
    answer: Answer
    pause: float | None  # seconds to wait once the allowance of requests is used up


class Filling:
    """Searches from where listening stopped, each query from its newest back.

    A search that is broken off starts again from the newest: the cursor moves at its end only,
    what was read lately is neither told nor counted twice, and X charges it once a day.

    Args:
        api: asks X.
        pages: makes the source's pages.
        posts: makes its posts.
        queries: that together find every word.
        clock: the house's.
        limit: posts that may be read in a day.
    """

    def __init__(
        self,
        api: XApi,
        pages: XPages,
        posts: Posts,
        *,
        queries: Sequence[str],
        clock: Clock,
        limit: int,
    ) -> None:
        self._api = api
        self._pages = pages
        self._posts = posts
        self._queries = queries
        self._clock = clock
        self._limit = limit

    async def pages(self, run: Run) -> AsyncGenerator[Page, None]:
        """Yield one page for each answer; `run.over` when X refused one.

        At most half of what may still be read today is spent on the past; what is older is
        given up, and told as a gap.
        """
        now = self._clock.now()
        left = left_today(run.state, self._limit, now) // 2
        fill = _Fill(run.state, now, left, unreachable(run.state, now))
        for place, query in enumerate(self._queries, 1):
            last = place == len(self._queries)
            async with aclosing(self._query(query, fill, run, last=last)) as coming:
                async for page in coming:
                    yield page
            if run.over or fill.over:
                return

    async def _query(
        self, query: str, fill: _Fill, run: Run, *, last: bool
    ) -> AsyncGenerator[Page, None]:
        token: str | None = None
        for _ in range(_PAGES):
            now = self._clock.now()
            found = await self._ask(query, fill, token, now)
            if isinstance(found, Refusal):
                yield self._refused(run, found, now)
                return
            token = found.answer.next_token
            yield self._page(found, fill, run, last=last, now=now)
            if token is None or run.over or fill.over:
                return

    async def _ask(
        self, query: str, fill: _Fill, token: str | None, now: datetime
    ) -> _Found | Refusal:
        parameters = {
            "query": query,
            "max_results": str(min(_MOST, max(LEAST, fill.left))),
            "sort_order": "recency",
            **beginning(fill.before, fill.began),
            **({"next_token": token} if token else {}),
            **self._api.fields,
        }
        answer = await self._api.get("/2/tweets/search/recent", parameters, now)
        if isinstance(answer, Refusal):
            return answer
        try:
            return _Found(
                read_answer(answer.body, self._posts, now), exhausted(answer.headers, now)
            )
        except InvalidInput as error:
            return Refusal(say=error.say)

    def _page(self, found: _Found, fill: _Fill, run: Run, *, last: bool, now: datetime) -> Page:
        heard = hear(run.state, [found.answer], self._posts, now)
        fill.highest = max(fill.highest, highest_of(found.answer.posts))
        fill.left -= heard.read
        more = found.answer.next_token is not None
        spent = fill.left <= 0 or left_today(heard.state, self._limit, now) < LEAST
        if spent and (more or not last):
            oldest = min((int(post.id) for post in found.answer.posts), default=0)
            fill.give_up(moment_of(oldest) if last and oldest else fill.began)
        elif last and not more:
            fill.over = True
        if fill.over:
            heard = replace(heard, state=reached(heard.state, fill.highest, fill.began))
        run.state = heard.state
        run.over = found.pause is not None and not fill.over
        gap, fill.gap = fill.gap, None
        return self._pages.brought(heard, now, gap=gap, wait=found.pause if run.over else None)

    def _refused(self, run: Run, why: Refusal, now: datetime) -> Page:
        run.over = True
        failures = run.state.failures + 1
        run.state = replace(run.state, failures=failures)
        if why.status == 400:  # an id from which it does not search: a time is asked instead
            run.state = replace(run.state, newest=0)
        return self._pages.refused(run.state, now, why)
