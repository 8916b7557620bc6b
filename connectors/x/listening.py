"""X's filtered stream, line after line, until it is cut."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.x.answer import Answer, read_line
from connectors.x.cursor import highest_of, left_today, reached
from connectors.x.filling import Run
from connectors.x.hearing import Heard, hear
from connectors.x.lines import Lines
from connectors.x.pages import XPages
from connectors.x.settings import XSettings
from vigie.clock import Clock
from vigie.errors import Unavailable
from vigie.outbound import Streamed
from vigie.page import Page
from vigie.say import Say

_CLOSED: Final = Refusal(say=Say("X a fermé le flux.", "X closed the stream."))
#: X says so in the stream itself, and closes it: the wait is that of a refusal.
_ENDED: Final = Refusal(
    say=Say(
        "X a annoncé dans le flux qu’il l’interrompait.",
        "X announced in the stream that it was ending it.",
    ),
    status=200,
)


class Listening:
    """Reads an open stream.

    Args:
        pages: makes the source's pages.
        posts: makes its posts.
        settings: of the source.
        clock: the house's.
    """

    def __init__(self, pages: XPages, posts: Posts, settings: XSettings, clock: Clock) -> None:
        self._pages = pages
        self._posts = posts
        self._settings = settings
        self._clock = clock

    async def pages(self, line: Streamed, run: Run) -> AsyncGenerator[Page, None]:
        """Yield a page for what each chunk brings, and one that tells how the stream ended.

        One in each interval tells that it is alive, when nothing came.
        """
        lines = Lines()
        alive = timedelta(seconds=self._settings.interval)
        told = self._clock.now()
        why = _CLOSED
        try:
            async for chunk in line.chunks():
                now = self._clock.now()
                answers = [read_line(one, self._posts, now) for one in lines.add(chunk)]
                heard = self._hear(run, answers, now)
                if heard.read or heard.rejected or lines.dropped or now - told >= alive:
                    run.state, told = heard.state, now
                    lost, lines.dropped = lines.dropped, 0
                    yield self._pages.brought(heard, now, lost=lost)
                if left_today(run.state, self._settings.posts_per_day, now) == 0:
                    yield self._pages.resting(run.state, now)
                    return
                if any(answer.errors and not answer.posts for answer in answers):
                    why = _ENDED
                    break
        except Unavailable as error:
            why = Refusal(say=error.say)
        run.state = replace(run.state, failures=run.state.failures + 1)
        yield self._pages.refused(run.state, self._clock.now(), why)

    def _hear(self, run: Run, answers: list[Answer], now: datetime) -> Heard:
        heard = hear(run.state, answers, self._posts, now)
        highest = highest_of(post for answer in answers for post in answer.posts)
        return replace(heard, state=replace(reached(heard.state, highest, now), failures=0))
