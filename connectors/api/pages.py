"""The pages of an API's source: one that brings, one that tells why it does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from connectors.api.call import Refusal
from connectors.feed.schedule import back_off, moment_after
from vigie.dead_letter import DeadLetter
from vigie.figures import Figures
from vigie.page import Page
from vigie.post import Event
from vigie.say import Say

#: A source without a key, or one that is refused, is tried again this often, in seconds: a
#: person has to act first.
SLOWLY: Final = 3_600


class Pages:
    """Makes one source's pages.

    Args:
        source: its name.
        language: of the sentences, "fr" or "en".
        interval: seconds between two polls of a source that works.
    """

    def __init__(self, source: str, language: str, interval: float) -> None:
        self._source = source
        self._language = language
        self.interval = interval

    def brought(
        self,
        cursor: bytes,
        now: datetime,
        *,
        events: Sequence[Event] = (),
        rejected: Sequence[DeadLetter] = (),
        more: bool = False,
        note: Say | None = None,
        wait: float | None = None,
        figures: Sequence[Figures] = (),
    ) -> Page:
        """Return a page of a source that works.

        Args:
            cursor: what to go on from.
            now: when it was read.
            events: what it brings.
            rejected: items that could not be read.
            more: the source has more at once.
            note: for the status line.
            wait: seconds until it is asked again, instead of the interval.
            figures: of the town's own accounts.
        """
        due = now if more else moment_after(now, self.interval if wait is None else wait)
        return Page(
            source=self._source,
            cursor=cursor,
            events=tuple(events),
            rejected=tuple(rejected),
            next_at=due,
            note=note.to(self._language) if note else None,
            figures=tuple(figures),
        )

    def refused(self, cursor: bytes, now: datetime, why: Refusal, failures: int) -> Page:
        """Return a page that tells why nothing came.

        Args:
            cursor: what to go on from, unmoved but for its count of failures.
            now: when it was asked.
            why: the refusal.
            failures: in a row, this one included: the wait grows with them.
        """
        seconds = back_off(int(self.interval), failures, why.retry_after)
        if why.state in {"blocked", "needs_credentials"}:
            seconds = max(seconds, SLOWLY)
        return Page(
            source=self._source,
            cursor=cursor,
            next_at=None if why.state == "stopped" else moment_after(now, seconds),
            state=why.state,
            note=why.say.to(self._language),
        )
