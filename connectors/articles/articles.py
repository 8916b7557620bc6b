"""Reads the articles that a feed or a sitemap announces, and keeps an excerpt of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from connectors.addresses import host
from connectors.articles.article import Article, Manner
from connectors.excerpt import excerpt
from connectors.feed.document import Entry
from connectors.markup import TEXT_LIMIT, cut
from connectors.parsing.pool import ParsingPool, shared
from connectors.parsing.process import Question
from connectors.robots.robots import Robots, robots_of, site_of
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Fetched

#: Pages asked in one poll, and the time that they may take together, in seconds.
MOST: Final = 30
PATIENCE: Final = 180.0

_PAGE_LIMIT: Final = 5_000_000
_SECONDS: Final = 5.0  # of parsing, for one page; ordinary ones take thirty milliseconds
_PATIENT_WITH_A_HOST: Final = 3  # failures in one poll after which its other pages are left
_ACCEPT: Final = {"Accept": "text/html, application/xhtml+xml"}
_PAGES: Final = ("text/html", "application/xhtml+xml")


class Articles:
    """Completes entries with what their pages say.

    Args:
        manner: "excerpt" or "full".
        context: the house's services.
        pool: where pages are read.
        robots: asked before each page.
        now: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        manner: Manner,
        context: Context,
        pool: ParsingPool = shared,
        *,
        robots: Robots | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._manner = manner
        self._context = context
        self._pool = pool
        self._robots = robots or robots_of(context.outbound)
        self._now = now

    async def complete(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return the same entries, in their order, completed where a page could be read.

        An entry whose page is forbidden, away or no article stays as it was, and so do those
        beyond `MOST` and `PATIENCE`; those that name a town come first, then the newest.
        It blocks on the network for at most about `PATIENCE`; it never raises.
        """
        done = list(entries)
        until = self._now() + PATIENCE
        failures: Counter[str] = Counter()
        for place in self._order(entries)[:MOST]:
            entry = entries[place]
            if self._now() >= until:
                break
            if entry.url is None or failures[host(entry.url)] >= _PATIENT_WITH_A_HOST:
                continue
            article = await self._read(entry.url, until - self._now(), failures)
            if article is not None:
                done[place] = self._completed(entry, article)
        return done

    def _order(self, entries: Sequence[Entry]) -> list[int]:
        def first(place: int) -> tuple[bool, float]:
            entry = entries[place]
            said = entry.published or entry.updated
            named = self._context.names_a_town(f"{entry.title}\n{entry.text}")
            return not named, -said.timestamp() if said else 0.0

        return sorted(range(len(entries)), key=first)

    async def _read(self, url: str, left: float, failures: Counter[str]) -> Article | None:
        permission = await self._robots.allowed(url)
        if not permission.allowed or not await self._robots.turn(url, permission.delay, left):
            return None
        try:
            answer = await self._context.outbound.get(url, _ACCEPT, limit=_PAGE_LIMIT)
        except (Unavailable, InvalidInput):
            failures[host(url)] += 1
            return None
        if not await self._usable(url, answer, failures):
            return None
        kept = {"content-type": answer.headers.get("content-type", "")}
        question = Question(
            body=answer.body, headers=kept, url=answer.url, seconds=_SECONDS, job="article"
        )
        try:
            return await self._pool.ask(question, Article)
        except InvalidInput:
            return None

    async def _usable(self, url: str, answer: Fetched, failures: Counter[str]) -> bool:
        if answer.status in {403, 429} or answer.status >= 500:
            failures[host(url)] += _PATIENT_WITH_A_HOST if answer.status == 429 else 1
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if answer.status != 200 or kind not in _PAGES:
            return False
        # A redirect may lead to a site whose own rules were not asked.
        moved = site_of(answer.url) != site_of(url)
        return not moved or (await self._robots.allowed(answer.url)).allowed

    def _completed(self, entry: Entry, article: Article) -> Entry:
        return replace(
            entry,
            title=entry.title or article.title,
            text=self._text(entry, article),
            published=entry.published or _day(entry.updated, article.published),
        )

    def _text(self, entry: Entry, article: Article) -> str:
        names = self._context.names_a_town
        if self._manner == "full":
            text = cut(article.text, TEXT_LIMIT)
        else:
            text = excerpt(article.text, names)
        # What the feed says is not replaced by less, nor by what no longer names the town.
        less = len(text) <= len(entry.text) or (names(entry.text) and not names(text))
        return entry.text if less else text


def _day(updated: datetime | None, day: datetime | None) -> datetime | None:
    """Return the day of publication, None when the last edition's date tells it better."""
    if day is None or (updated is not None and updated - day < timedelta(days=2)):
        return None
    return day
