"""The Facebook connector: a page's posts and comments, polled and told by Meta's calls."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final

from connectors.api.pages import Pages
from connectors.facebook.calls import read_page_call
from connectors.facebook.cursor import read
from connectors.facebook.events import FacebookEvents
from connectors.facebook.plan import FacebookPlan
from connectors.facebook.settings import FacebookSettings
from connectors.meta.asking import Told
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
    "Meta refuse ce jeton : sur la page de la ville, il lui faut pages_read_engagement et"
    " pages_read_user_content ; sur celle d’un autre, « Page Public Content Access ».",
    "Meta denies this token: on the town’s own page it needs pages_read_engagement and"
    " pages_read_user_content; on another’s, “Page Public Content Access”.",
)
#: Ids that the API gives; those made here, or heard elsewhere, cannot be asked about.
_ASKABLE: Final = re.compile(r"[0-9]{1,30}_[0-9]{1,30}")


class FacebookConnector:
    """One page.

    Args:
        settings: checked.
        context: the house's services.
    """

    #: See `vigie.source_contracts.Rechecker`.
    recheck_days: float = RECHECK_DAYS

    def __init__(self, settings: FacebookSettings, context: Context) -> None:
        self.settings = settings
        self._clock = context.clock
        self._events = FacebookEvents(settings, context)
        self._graph = Graph(settings, context, _FORBIDDEN)
        self._pages = Pages(settings.name, context.language, settings.interval)
        self._receiving = Receiving(
            Door(settings, context), self._graph, self._pages, self._read_call
        )

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def inbox(self) -> str:
        """Where Meta calls."""
        return self.settings.calls_at

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield the feed's news, then the comments of posts that moved, then the figures."""
        plan = FacebookPlan(read(cursor), self._events, self._clock.now())
        async with aclosing(poll(plan, self._graph, self._pages, self._clock)) as coming:
            async for page in coming:
                yield page

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """Verify and read one of Meta's calls; see `vigie.source_contracts.Receiver`."""
        return await self._receiving.take(call, self._clock.now())

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about kept posts; see `vigie.source_contracts.Rechecker`.

        Comments on another's page have no id that could be asked about. What was edited is not
        told here: the API dates no edit, and the poll and the webhooks tell it.
        """
        own, page_id = self.settings.own, self.settings.page_id
        asked = [
            id_
            for id_ in native_ids
            if _ASKABLE.fullmatch(id_) and (own or id_.startswith(f"{page_id}_"))
        ]
        now = self._clock.now()
        fields = "id,from,is_hidden" if own else "id"
        latest = {"fields": "id,comments.limit(5){id,from}", "limit": "10"}
        gone = await gone_among(
            self._graph,
            asked,
            fields=fields,
            witness=(f"{page_id}/feed", latest),
            page=page_id if own else None,
            now=now,
        )
        if gone is None:
            return None
        events = [self._events.deleted(id_, now) for id_ in gone]
        return self._pages.brought(b"", now, events=events)

    def _read_call(self, body: bytes, now: datetime) -> Told:
        return read_page_call(body, self._events, now)


def build(settings: Mapping[str, Any], context: Context) -> FacebookConnector:
    """Build the connector of one page; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return FacebookConnector(checked(FacebookSettings, settings), context)
