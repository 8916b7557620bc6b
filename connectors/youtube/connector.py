"""The YouTube connector: comments and videos of the town's channels and of those about it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from connectors.api.pages import Pages
from connectors.source_settings import checked
from connectors.youtube.api import OWN_BUDGET, YouTubeApi
from connectors.youtube.checks import impossible, pushed, quiet_day, told
from connectors.youtube.cursor import YouTubeCursor, read_cursor, write_cursor
from connectors.youtube.errors import Trouble
from connectors.youtube.figures import count_own
from connectors.youtube.finding import read_uploads, search_videos
from connectors.youtube.posts import YouTubePosts
from connectors.youtube.push import Push
from connectors.youtube.queries import searches
from connectors.youtube.recheck import RECHECK_DAYS, recheck_posts
from connectors.youtube.settings import YouTubeSettings
from connectors.youtube.step import Listening, Step, Steps
from connectors.youtube.threads import read_channels, read_videos_comments
from connectors.youtube.videos import look_again
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.post import Event
from vigie.say import Say
from vigie.source_contracts import Cost

_Part = Callable[[YouTubeCursor, datetime], Steps]

#: Calls of one poll, after which the rest waits for the next.
_STEPS: Final = 500


class YouTubeConnector:
    """One source: an API key, channels, and names to search for.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: YouTubeSettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        self._api = YouTubeApi(settings, context)
        self._it = it = Listening(settings, self._api, YouTubePosts(settings, context))
        self._pages = Pages(settings.name, context.language, settings.interval)
        self._push = Push(it, context) if pushed(settings, context) else None
        self._parts: tuple[_Part, ...] = (
            *((self._push.renew,) if self._push else ()),
            partial(read_channels, it),
            partial(read_uploads, it),
            partial(search_videos, it, searches(settings, context.towns)),
            partial(look_again, it),
            partial(read_videos_comments, it),
            partial(count_own, it),
        )

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def inbox(self) -> str:
        """Where the WebSub hub calls."""
        return self.settings.door

    @property
    def recheck_days(self) -> float:
        """Longest time between two looks at a kept post, in days."""
        return RECHECK_DAYS

    @property
    def cost(self) -> Cost:
        """See `vigie.source_contracts.Costly`."""
        return Cost(say=quiet_day(self.settings))

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what is new: comments of the channels first, then each part that is due.

        A step that brings nothing is no page: the next page's cursor covers it. The last page
        tells what the day has cost.
        """
        state, now = read_cursor(cursor), self._context.clock.now()
        self._api.budget.recall(state.spent, now)
        note: Say | None = None
        async with aclosing(self._steps(state, now)) as steps:
            async for step in steps:
                if isinstance(step, Trouble):
                    yield self._refused(state, step, now)
                    return
                state, note = step.state, step.note or note
                if step.events or step.rejected or step.figures:
                    yield self._brought(state, step, now)
        state = replace(state, failures=0)
        yield self._pages.brought(
            self._write(state, now),
            now,
            note=note or told(self.settings, self._api.budget.spent(now)),
        )

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """Answer the WebSub hub; see `vigie.source_contracts.Receiver`."""
        if self._push is None:
            return Reply(status=404), None
        reply, step = await self._push.receive(call)
        if step is None:
            return reply, None
        return reply, self._bare(step.events, step.rejected)

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about known posts; see `vigie.source_contracts.Rechecker`."""
        found = await recheck_posts(self._it, native_ids[:100], self._context.clock.now())
        return self._bare(found.events, found.rejected) if found.asked else None

    async def _steps(self, state: YouTubeCursor, now: datetime) -> Steps:
        """Yield the steps of each part in turn, each from the cursor that the last one left."""
        left = _STEPS
        for part in self._parts:
            async with aclosing(part(state, now)) as steps:
                async for step in steps:
                    yield step
                    left -= 1
                    if isinstance(step, Trouble) or left <= 0:
                        return
                    state = step.state

    def _refused(self, state: YouTubeCursor, why: Trouble, now: datetime) -> Page:
        if why.reason == OWN_BUDGET:  # the team's own choice is no failure
            wait = why.refusal.retry_after
            return self._pages.brought(
                self._write(state, now), now, note=why.refusal.say, wait=wait
            )
        state = replace(state, failures=state.failures + 1)
        return self._pages.refused(self._write(state, now), now, why.refusal, state.failures)

    def _brought(self, state: YouTubeCursor, step: Step, now: datetime) -> Page:
        return self._pages.brought(
            self._write(state, now),
            now,
            events=step.events,
            rejected=step.rejected,
            figures=step.figures,
            more=True,
        )

    def _bare(self, events: Sequence[Event], rejected: Sequence[DeadLetter]) -> Page:
        """Return a page that leaves the cursor where polling left it."""
        now = self._context.clock.now()
        return self._pages.brought(b"", now, events=events, rejected=rejected)

    def _write(self, state: YouTubeCursor, now: datetime) -> bytes:
        return write_cursor(replace(state, spent=self._api.budget.spent(now)))


def build(settings: Mapping[str, Any], context: Context) -> YouTubeConnector:
    """Build the connector of one YouTube source; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, or a day that would cost more than
            its budget, with the figures.
    """
    given = checked(YouTubeSettings, settings)
    problems = impossible(given, context)
    if problems:
        raise ConfigurationError(problems)
    return YouTubeConnector(given, context)
