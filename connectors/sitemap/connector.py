"""The sitemap connector: the newest articles of a site, from its news sitemap or their index."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime
from random import random
from typing import Any, Final

from msgspec.structs import replace

from connectors.articles.articles import Articles
from connectors.feed.document import Entry, FeedDocument
from connectors.feed.fetch import Failed
from connectors.feed.news import News, gather
from connectors.feed.pages import FeedPages
from connectors.feed.progress import after_failure, after_success, with_entries
from connectors.parsing.pool import ParsingPool, shared
from connectors.sitemap import cursor as sitemap_cursor
from connectors.sitemap.asking import SitemapRead, ask_sitemap
from connectors.sitemap.cursor import SitemapCursor, after_part, asked_for, begin
from connectors.sitemap.news import recent, titled
from connectors.sitemap.settings import SitemapSettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.page import Page
from vigie.say import Say

_NOTHING: Final = News(events=(), rejected=(), current={}, fresh=0)
_LOST: Final = Say(
    "Un des plans de site de l’index n’a pas pu être lu.",
    "One of the index’s sitemaps could not be read.",
)
_INDEX: Final = "sitemapindex"


class SitemapConnector:
    """One site's articles.

    Args:
        settings: checked.
        context: the house's services.
        pool: where sitemaps and articles are parsed.
        chance: a number in [0, 1), for the wait after a 429.
    """

    def __init__(
        self,
        settings: SitemapSettings,
        context: Context,
        pool: ParsingPool = shared,
        chance: Callable[[], float] = random,
    ) -> None:
        self.settings = settings
        self._context = context
        self._pool = pool
        self._pages = FeedPages(settings.read_as, context.language, chance)
        kept = settings.article
        self._articles = None if kept == "none" else Articles(kept, context, pool)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Poll once: a page for the address configured, then one for each sitemap of an index.

        Nothing is raised for the source's doing. A sitemap of an index that cannot be had is
        asked for again at the next poll; a poll that could read none of them is failing.
        """
        state = sitemap_cursor.read(cursor, self.settings.url)
        while True:
            now = self._context.clock.now()
            answered = await ask_sitemap(self._context.outbound, self._pool, asked_for(state), now)
            if state.todo:
                state, page = await self._part(state, answered, now)
            else:
                state, page = await self._root(state, answered, now)
            yield page
            if not state.todo:
                return

    async def _root(
        self, state: SitemapCursor, answered: SitemapRead | Failed, now: datetime
    ) -> tuple[SitemapCursor, Page]:
        if isinstance(answered, Failed):
            return self._failing(state, answered, now)
        document = answered.document
        news = await self._gather(document, state, now)
        state = _remembering(state, news, now)
        root = after_success(
            state.root, answered.outcome, now, floor=self.settings.interval, fresh=news.fresh
        )
        state = replace(state, root=root)
        if document is not None and document.format == _INDEX:
            state = begin(state, document.parts, now, self.settings.days)
        return self._brought(state, news, now)

    async def _part(
        self, state: SitemapCursor, answered: SitemapRead | Failed, now: datetime
    ) -> tuple[SitemapCursor, Page]:
        nested = isinstance(answered, SitemapRead) and _is_index(answered.document)
        if isinstance(answered, Failed) or nested:
            state = after_part(state, None, now)
            if isinstance(answered, Failed) and not state.todo and not state.read:
                return self._failing(state, answered, now)
            return self._brought(state, replace(_NOTHING, note=_LOST), now)
        news = await self._gather(answered.document, state, now)
        state = _remembering(after_part(state, answered.outcome, now), news, now)
        return self._brought(state, news, now)

    async def _gather(
        self, document: FeedDocument | None, state: SitemapCursor, now: datetime
    ) -> News:
        if document is None or _is_index(document):
            return _NOTHING
        document, note = recent(document, now, self.settings.days)
        news = await gather(
            document,
            state.root.seen,
            self.settings.read_as,
            self._context,
            now,
            kind="sitemap",
            complete=self._complete,
        )
        return replace(news, note=note)

    async def _complete(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        return titled(await self._articles.complete(entries) if self._articles else entries)

    def _brought(
        self, state: SitemapCursor, news: News, now: datetime
    ) -> tuple[SitemapCursor, Page]:
        written, more = sitemap_cursor.write(state), bool(state.todo)
        return state, self._pages.brought(written, state.root, news, now, more=more)

    def _failing(
        self, state: SitemapCursor, failed: Failed, now: datetime
    ) -> tuple[SitemapCursor, Page]:
        state = replace(state, root=after_failure(state.root, failed, now))
        return state, self._pages.failing(sitemap_cursor.write(state), state.root, failed, now)


def _is_index(document: FeedDocument | None) -> bool:
    return document is not None and document.format == _INDEX


def _remembering(state: SitemapCursor, news: News, now: datetime) -> SitemapCursor:
    return replace(state, root=with_entries(state.root, news.current, now))


def build(settings: Mapping[str, Any], context: Context) -> SitemapConnector:
    """Build the connector of one site; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return SitemapConnector(checked(SitemapSettings, settings), context)
