"""The feed connector: RSS, Atom, JSON Feed and Google Alerts, one poll at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from random import random
from typing import Any, Final

from msgspec.structs import replace

from connectors.articles.articles import Articles
from connectors.credentials import NoCredential
from connectors.feed import cursor as feed_cursor
from connectors.feed.cursor import FeedCursor
from connectors.feed.document import FeedDocument
from connectors.feed.fetch import Changed, Failed, Outcome, Unchanged, fetch, unreadable
from connectors.feed.manner import PLAIN, FeedManner
from connectors.feed.news import News, gather
from connectors.feed.pages import FeedPages
from connectors.feed.progress import after_failure, after_success, with_entries
from connectors.feed.settings import FeedSettings, check
from connectors.parsing.pool import ParsingPool, shared
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.page import Page
from vigie.say import Say

#: Documents of one JSON Feed read in one poll: `next_url` leads back through its whole past.
DOCUMENTS_LIMIT: Final = 10

_PATIENCE: Final = 3.0  # weight of failures after which a following document is given up

_NOTHING: Final = News(events=(), rejected=(), current={}, fresh=0)
_REST_LOST: Final = replace(
    _NOTHING,
    note=Say("La suite du fil n’a pas pu être lue.", "The rest of the feed could not be read."),
)


class FeedConnector:
    """One feed.

    Args:
        settings: checked.
        context: the house's services.
        pool: where documents are parsed.
        chance: a number in [0, 1), for the wait after a 429.
        manner: what this kind of feed does otherwise.
    """

    def __init__(
        self,
        settings: FeedSettings,
        context: Context,
        pool: ParsingPool = shared,
        chance: Callable[[], float] = random,
        *,
        manner: FeedManner = PLAIN,
    ) -> None:
        self.settings = settings
        self.context = context
        self._pool = pool
        self._manner = manner
        self._pages = FeedPages(settings, context.language, chance)
        kept = settings.article
        self._articles = None if kept == "none" else Articles(kept, context, pool)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Poll once: one page for each document, one at least, whatever happens.

        Nothing is raised for the source's doing: a feed that cannot be had or read is a page
        whose state is "failing", or "stopped" when it must not be asked again.
        """
        state = feed_cursor.read(cursor, self.settings.url)
        visited: set[str | None] = set()
        while True:
            now = self.context.clock.now()
            outcome = await self._ask(state, now)
            document = None
            if isinstance(outcome, Changed):
                document, outcome = await self._read(outcome)
            if isinstance(outcome, Failed):
                yield self._failing(state, outcome, now)
                return
            visited.add(state.continue_at)
            news, following = _NOTHING, None
            if document is not None:
                news = await self._gather(document, state, now)
                following = _following(document, news, visited)
            state = self._learn(state, outcome, document, news, now)
            state = replace(state, continue_at=following)
            yield self._brought(state, news, now)
            if following is None:
                return

    async def _ask(self, state: FeedCursor, now: datetime) -> Outcome:
        manner = self._manner
        try:
            headers = manner.headers()
        except NoCredential as error:
            return Failed(say=error.say, weight=0, state="needs_credentials")
        return await fetch(
            self.context.outbound, state, now, headers=headers, sentences=manner.sentences
        )

    async def _read(self, outcome: Changed) -> tuple[FeedDocument | None, Changed | Failed]:
        answer, dialect = outcome.answer, self._manner.dialect
        try:
            document = await self._pool.read(answer.body, answer.headers, answer.url, dialect)
        except InvalidInput as error:
            return None, unreadable(error)
        return document, outcome

    async def _gather(self, document: FeedDocument, state: FeedCursor, now: datetime) -> News:
        return await gather(
            document,
            state.seen,
            self.settings,
            self.context,
            now,
            kind=self._manner.kind,
            complete=self._articles.complete if self._articles else None,
        )

    def _learn(
        self,
        state: FeedCursor,
        outcome: Unchanged | Changed,
        document: FeedDocument | None,
        news: News,
        now: datetime,
    ) -> FeedCursor:
        if state.continue_at is None:
            state = after_success(
                state,
                outcome,
                now,
                floor=self.settings.interval,
                fresh=news.fresh,
                total=len(document.entries) if document else 1,
                every=document.every if document else state.every,
            )
        return with_entries(state, news.current, now) if document else state

    def _brought(self, state: FeedCursor, news: News, now: datetime) -> Page:
        cursor, more = feed_cursor.write(state), state.continue_at is not None
        return self._pages.brought(cursor, state, news, now, more=more)

    def _failing(self, state: FeedCursor, failed: Failed, now: datetime) -> Page:
        if state.continue_at is not None and not (failed.passing and state.failures < _PATIENCE):
            # A following document is lost; what was read of the feed is not.
            known = replace(state, continue_at=None, failures=0.0)
            return self._brought(known, _REST_LOST, now)
        state = after_failure(state, failed, now)
        return self._pages.failing(feed_cursor.write(state), state, failed, now)


def _following(document: FeedDocument, news: News, visited: set[str | None]) -> str | None:
    """Return the next document worth reading: the past is read back as far as it is new."""
    following = document.next_url
    if not news.fresh or following in visited or len(visited) >= DOCUMENTS_LIMIT:
        return None
    return following


def build(settings: Mapping[str, Any], context: Context) -> FeedConnector:
    """Build the connector of one feed; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return FeedConnector(check(settings), context)
