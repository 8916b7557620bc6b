"""The pages of Bluesky: one that brings what was gathered, one that tells why a line ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from connectors.bluesky.cursor import (
    BlueskyCursor,
    elsewhere,
    gap_before,
    onward,
    pause,
    write_cursor,
)
from connectors.bluesky.gathering import Gathering
from connectors.bluesky.jetstream_events import moment
from connectors.feed.schedule import moment_after
from vigie.errors import Refused, Unavailable
from vigie.page import Gap, Page
from vigie.say import Say

#: Later than this, a replay is being read and the team is told so.
_LATE: Final = timedelta(minutes=2)
#: An address that may not be reached is not tried again sooner, in seconds.
_REFUSED: Final = 60.0


class LinePages:
    """Makes the pages of one line to one host.

    Attributes:
        state: the cursor of the last page made.

    Args:
        source: its name.
        language: of the sentences, "fr" or "en".
        host: that is asked.
        state: where the firehose was left.
    """

    def __init__(self, source: str, language: str, host: str, state: BlueskyCursor) -> None:
        self._source = source
        self._language = language
        self._host = host
        self._left = state.seen
        self.state = state

    def heard(self, gathered: Gathering, now: datetime, *, held: bool) -> Page:
        """Return what was gathered as a page, and begin the next one.

        Args:
            gathered: at least one frame.
            now: when it is written.
            held: the line has lasted: earlier failures are forgotten.
        """
        gap = self._gap(gathered)
        self.state = onward(self.state, self._host, gathered.newest, now, held=held)
        note = _missed(gap) if gap else self._delay(now)
        page = Page(
            source=self._source,
            cursor=write_cursor(self.state),
            events=tuple(gathered.events),
            rejected=tuple(gathered.rejected),
            next_at=now,
            note=note.to(self._language) if note else None,
            unheard=gathered.unheard,
            lost=gathered.lost,
            gap=gap,
        )
        gathered.start()
        return page

    def over(self, error: Unavailable, now: datetime, chance: float) -> Page:
        """Return the page that tells why the line ended; the next host is asked next.

        Args:
            error: what ended it.
            now: when it did.
            chance: from 0 to 1, for the wait.
        """
        self.state = elsewhere(self.state)
        refused = isinstance(error, Refused) and error.final
        wait = pause(self.state.failures, chance, error.retry_after)
        return Page(
            source=self._source,
            cursor=write_cursor(self.state),
            next_at=moment_after(now, max(wait, _REFUSED) if refused else wait),
            state="blocked" if refused else "failing",
            note=error.say.to(self._language),
        )

    def _gap(self, gathered: Gathering) -> Gap | None:
        """Compare the first frame of the line with the last one of the line before."""
        if not gathered.first:
            return None
        gap = gap_before(self._left, gathered.first, outdated=gathered.outdated)
        self._left, gathered.outdated = 0, False
        return gap

    def _delay(self, now: datetime) -> Say | None:
        behind = now - moment(self.state.seen) if self.state.seen else timedelta()
        if behind <= _LATE:
            return None
        hours, minutes = divmod(int(behind.total_seconds()) // 60, 60)
        return Say(
            f"Rattrape son retard : encore {hours} h {minutes:02d}.",
            f"Catching up: {hours} h {minutes:02d} to go.",
        )


def _missed(gap: Gap) -> Say:
    since, until = (f"{each:%Y-%m-%d %H:%M} UTC" for each in (gap.since, gap.until))
    return Say(
        f"Ce qui s’est dit sur Bluesky du {since} au {until} n’est plus disponible.",
        f"What was said on Bluesky from {since} to {until} can no longer be had.",
    )
