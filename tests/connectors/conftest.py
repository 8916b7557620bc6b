"""What the tests of feeds share: a connector over a real local server, and its polls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.feed.connector import FeedConnector
from connectors.feed.settings import check
from tests.connectors.outbound import PlainOutbound, plain_outbound
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.page import Page
from vigie.post import Post, Published
from vigie.privacy import Pseudonymiser

Make = Callable[..., FeedConnector]


@pytest.fixture
async def outbound() -> AsyncIterator[PlainOutbound]:
    async with plain_outbound() as client:
        yield client


@pytest.fixture
def context(outbound: PlainOutbound, clock: HeldClock, tmp_path: Path) -> Context:
    return Context(
        outbound=outbound,
        clock=clock,
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=tmp_path,
        contacts=("311@ville.example",),
    )


@pytest.fixture
def feed(context: Context) -> Make:
    """Make a connector: `feed(url, interval=…)`; no chance in its waits unless given."""

    def make(url: str, chance: float = 0.0, **settings: Any) -> FeedConnector:
        checked = check({"name": "Fil d’essai", "url": url, **settings})
        return FeedConnector(checked, context, chance=lambda: chance)

    return make


async def poll(connector: FeedConnector, cursor: bytes | None = None) -> Page:
    """Poll a feed of one document."""
    pages = [page async for page in connector.pages(cursor)]
    assert len(pages) == 1
    return pages[0]


def posts(page: Page) -> list[Post]:
    return [event.post for event in page.events if isinstance(event, Published)]
