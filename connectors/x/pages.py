"""The pages of a source on X: what they bring, what was spent, why nothing comes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.pages import SLOWLY, Pages
from connectors.feed.schedule import moment_after
from connectors.x import cursor as x_cursor
from connectors.x.api import back_off
from connectors.x.cursor import XCursor, left_today, until_midnight
from connectors.x.hearing import Heard
from vigie.page import Gap, Page
from vigie.say import Say

#: What X charges for reading one post, in US dollars (pricing of August 2026).
PRICE: Final = 0.005


class XPages:
    """Makes one source's pages.

    Args:
        pages: the house's.
        limit: posts that may be read in a day.
    """

    def __init__(self, pages: Pages, limit: int) -> None:
        self._pages = pages
        self._limit = limit

    def brought(
        self,
        heard: Heard,
        now: datetime,
        *,
        wait: float | None = None,
        gap: tuple[datetime, datetime] | None = None,
        lost: int = 0,
    ) -> Page:
        """Return a page of a source that works.

        Args:
            heard: what it brings.
            now: when it was read.
            wait: seconds until X is asked again; None when there is more at once.
            gap: what was missed before it.
            lost: lines too long to be read.
        """
        page = self._pages.brought(
            x_cursor.write(heard.state),
            now,
            events=heard.events,
            rejected=heard.rejected,
            more=wait is None,
            wait=wait,
            note=self._spent(heard.state, now),
        )
        missed = Gap(since=gap[0], until=gap[1]) if gap else None
        return replace(page, gap=missed, lost=lost)

    def resting(self, state: XCursor, now: datetime) -> Page:
        """Return the page of a source that has read all that it may today."""
        return self._pages.brought(
            x_cursor.write(state),
            now,
            wait=until_midnight(now),
            note=Say(
                f"Les {self._limit} posts permis par jour sont lus : la suite à minuit, temps"
                " universel.",
                f"The {self._limit} posts allowed in a day are read: more at midnight UTC.",
            ),
        )

    def refused(self, state: XCursor, now: datetime, why: Refusal) -> Page:
        """Return the page that tells why nothing comes, and when X is asked again."""
        page = self._pages.refused(x_cursor.write(state), now, why, state.failures)
        if why.state == "stopped":
            return page
        seconds = back_off(why, state.failures)
        if why.state != "failing":
            seconds = max(seconds, SLOWLY)
        return replace(page, next_at=moment_after(now, seconds))

    def _spent(self, state: XCursor, now: datetime) -> Say:
        read = self._limit - left_today(state, self._limit, now)
        cost = f"{read * PRICE:.2f}"
        fr, en = ("posts lus", "posts") if read > 1 else ("post lu", "post")
        return Say(
            f"{read} {fr} aujourd’hui sur {self._limit} (environ {cost.replace('.', ',')} $ US).",
            f"{read} {en} read today out of {self._limit} (about US${cost}).",
        )
