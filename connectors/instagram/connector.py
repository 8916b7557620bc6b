"""The Instagram connector: the town's own account, polled and told by Meta's calls."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

from connectors.api.pages import Pages
from connectors.instagram.calls import CallReader
from connectors.instagram.cursor import read
from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.plan import InstagramPlan
from connectors.instagram.settings import InstagramSettings
from connectors.meta.call import Graph
from connectors.meta.door import Door
from connectors.meta.polling import poll
from connectors.meta.receiving import Receiving
from connectors.meta.recheck import RECHECK_DAYS, gone_among
from connectors.source_settings import checked
from vigie.context import Context
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.say import Say

_FORBIDDEN: Final = Say(
    "Meta refuse ce jeton : il lui faut instagram_basic, instagram_manage_comments et"
    " pages_read_engagement, sur un compte professionnel.",
    "Meta denies this token: it needs instagram_basic, instagram_manage_comments and"
    " pages_read_engagement, on a professional account.",
)
#: Media remembered between two polls for the calls that name them by id alone.
_MOST_THREADS: Final = 500


class InstagramConnector:
    """One account.

    Args:
        settings: checked.
        context: the house's services.
    """

    #: See `vigie.source_contracts.Rechecker`.
    recheck_days: float = RECHECK_DAYS

    def __init__(self, settings: InstagramSettings, context: Context) -> None:
        self.settings = settings
        self._clock = context.clock
        self._events = InstagramEvents(settings, context)
        self._graph = Graph(settings, context, _FORBIDDEN)
        self._pages = Pages(settings.name, context.language, settings.interval)
        self._threads: dict[str, Thread] = {}
        calls = CallReader(self._events, self._threads)
        self._receiving = Receiving(Door(settings, context), self._graph, self._pages, calls.read)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def inbox(self) -> str:
        """Where Meta calls."""
        return self.settings.calls_at

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield new media, their comments, who names the account, hashtags, then figures."""
        if len(self._threads) > _MOST_THREADS:
            self._threads.clear()
        plan = InstagramPlan(read(cursor), self._events, self._threads, self._clock.now())
        async with aclosing(poll(plan, self._graph, self._pages, self._clock)) as coming:
            async for page in coming:
                yield page

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """Verify and read one of Meta's calls; see `vigie.source_contracts.Receiver`."""
        return await self._receiving.take(call, self._clock.now())

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about kept posts; see `vigie.source_contracts.Rechecker`.

        What was heard under others' media has another sort of id, and is not asked about.
        """
        asked = [id_ for id_ in native_ids if id_.isascii() and id_.isdecimal()]
        now = self._clock.now()
        latest = {"fields": "id,comments.limit(5){id}", "limit": "10"}
        gone = await gone_among(
            self._graph,
            asked,
            fields="id",
            witness=(f"{self.settings.account_id}/media", latest),
            page=None,
            now=now,
        )
        if gone is None:
            return None
        events = [self._events.deleted(id_, now) for id_ in gone]
        return self._pages.brought(b"", now, events=events)


def build(settings: Mapping[str, Any], context: Context) -> InstagramConnector:
    """Build the connector of one account; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return InstagramConnector(checked(InstagramSettings, settings), context)
