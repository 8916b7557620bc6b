"""Shows what a source would bring before it is saved."""

from __future__ import annotations

import msgspec

from connectors.discovery import discover
from connectors.feed import FeedConnector
from connectors.feed_fetch import BODY_LIMIT
from vigie.contracts import Connector
from vigie.errors import VigieError
from vigie.page import Page
from vigie.post import Post, Published


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The first page of a source, cut.

    Attributes:
        posts: the first ones, in the source's order.
        total: how many posts the page holds.
        rejected: how many items could not be read.
        state: of the page, see `vigie.page.Page`.
        note: what the source's status line would say.
        feeds: (title, address) of the feeds that the page declares, when the address is that
            of a web page rather than of a feed.
    """

    posts: tuple[Post, ...] = ()
    total: int = 0
    rejected: int = 0
    state: str = "working"
    note: str | None = None
    feeds: tuple[tuple[str, str], ...] = ()


async def preview(connector: Connector, limit: int = 10) -> Preview:
    """Read the first page of a source, and nothing else; saves nothing.

    It may block on the network. It raises what `Connector.pages` does.

    Args:
        connector: just built.
        limit: how many posts to show.
    """
    page = await _first_page(connector)
    if page is None:
        return Preview()
    posts = [event.post for event in page.events if isinstance(event, Published)]
    return Preview(
        posts=tuple(posts[:limit]),
        total=len(posts),
        rejected=len(page.rejected),
        state=page.state,
        note=page.note,
        feeds=() if page.state == "working" else await _feeds(connector),
    )


async def _first_page(connector: Connector) -> Page | None:
    pages = connector.pages(None)
    try:
        async for page in pages:
            return page
    finally:
        await pages.aclose()
    return None


async def _feeds(connector: Connector) -> tuple[tuple[str, str], ...]:
    if not isinstance(connector, FeedConnector):
        return ()
    try:
        answer = await connector.context.outbound.get(connector.settings.url, limit=BODY_LIMIT)
    except VigieError:
        return ()  # the preview's note already says what is wrong
    return tuple(discover(answer.body, answer.url)) if answer.status == 200 else ()
