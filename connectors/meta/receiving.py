"""One call of Meta's, from its signature to its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from connectors.api.pages import Pages
from connectors.meta.asking import Told, grant
from connectors.meta.call import Graph
from connectors.meta.door import LATER, TAKEN, Door
from vigie.inbound import Call, Reply
from vigie.page import Page

#: Ids asked about for one call; a call rarely holds more than one.
MOST_ASKED: Final = 20


class Receiving:
    """Receives the calls to one source.

    Args:
        door: verifies them.
        graph: asked for what they tell by its id alone.
        pages: makes the pages.
        read: bytes of a verified call → what it tells.
    """

    def __init__(
        self, door: Door, graph: Graph, pages: Pages, read: Callable[[bytes, datetime], Told]
    ) -> None:
        self._door = door
        self._graph = graph
        self._pages = pages
        self._read = read

    async def take(self, call: Call, now: datetime) -> tuple[Reply, Page | None]:
        """Verify and read one call; see `vigie.source_contracts.Receiver`.

        A 503 makes Meta call again, for up to 36 hours, when the API is away; what it will
        never show is left, since calling again would change nothing.
        """
        reply = self._door.answer(call)
        if reply is not None:
            return reply, None
        told = self._read(call.body, now)
        found = await grant(self._graph, told.wishes[:MOST_ASKED], now)
        if found is None:
            return LATER, None
        lost = max(0, len(told.wishes) - MOST_ASKED)
        events = [*told.events, *found]
        if not events and not told.rejected and not lost:
            return TAKEN, None
        page = self._pages.brought(b"", now, events=events, rejected=told.rejected)
        return TAKEN, msgspec.structs.replace(page, lost=lost)
