"""The pages of a feed, or of a sitemap: what came, why nothing came, when to ask again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from connectors.feed.cursor import FeedCursor
from connectors.feed.fetch import Failed
from connectors.feed.news import News
from connectors.feed.progress import has_given_up
from connectors.feed.schedule import JITTER, back_off, moment_after, starting_interval
from connectors.feed.settings import FeedSettings
from vigie.page import Page
from vigie.say import Say


class FeedPages:
    """Makes one feed's pages.

    Args:
        settings: of the feed.
        language: of the sentences, "fr" or "en".
        chance: a number in [0, 1), for the wait after a 429.
    """

    def __init__(self, settings: FeedSettings, language: str, chance: Callable[[], float]) -> None:
        self._settings = settings
        self._language = language
        self._chance = chance

    def brought(
        self, cursor: bytes, state: FeedCursor, news: News, now: datetime, *, more: bool
    ) -> Page:
        """Return a page of what a document brought.

        Args:
            cursor: what to go on from.
            state: of the feed, once the document is learnt.
            news: what it brings.
            now: when it was asked.
            more: another document follows at once.
        """
        return Page(
            source=self._settings.name,
            cursor=cursor,
            events=news.events,
            rejected=news.rejected,
            next_at=now if more else moment_after(now, self.interval(state)),
            note=self._say(news.note),
        )

    def failing(self, cursor: bytes, state: FeedCursor, failed: Failed, now: datetime) -> Page:
        """Return a page that tells why nothing came.

        Args:
            cursor: what to go on from.
            state: of the feed, this failure counted.
            failed: what happened.
            now: when it was asked.
        """
        stopped = failed.final or has_given_up(state)
        wait = back_off(self.interval(state), state.failures, failed.retry_after)
        jitter = self._chance() * JITTER if failed.crowded else 0
        return Page(
            source=self._settings.name,
            cursor=cursor,
            next_at=None if stopped else moment_after(now, wait + jitter),
            state="stopped" if stopped else failed.state,
            note=self._say(failed.say),
        )

    def interval(self, state: FeedCursor) -> int:
        """Return the seconds between two polls of a feed that works."""
        if self._settings.every is not None:
            return self._settings.every
        own = state.interval or starting_interval(self._settings.interval)
        return max(own, state.every or 0)

    def _say(self, say: Say | None) -> str | None:
        return say.to(self._language) if say else None
