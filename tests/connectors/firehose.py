"""A Jetstream and the connector that listens to it, for the tests of Bluesky."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from connectors.bluesky.connector import BlueskyConnector, Rhythm
from connectors.bluesky.cursor import read_cursor
from connectors.bluesky.settings import BlueskySettings
from connectors.source_settings import checked
from enrichers.relevance import Screen
from tests.connectors.api_context import api_context
from tests.doubles.jetstream import Jetstream, jetstream
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.page import Page
from vigie.post import Post, Published

NAMED = "Trois-Rivières : la rue des Forges est fermée."
ELSEWHERE = "Il neige sur la ville d’à côté."
QUICK = Rhythm(every=0.25, soon=0.08, quiet=5)


@dataclass
class Firehose:
    """A Jetstream and its connector."""

    double: Jetstream
    context: Context
    settings: dict[str, Any] = field(default_factory=dict)
    rhythm: Rhythm = QUICK
    secret: str | None = None

    def build(self) -> BlueskyConnector:
        given = {"name": "Bluesky", "hosts": [self.double.url], **self.settings}
        settings = checked(BlueskySettings, given)
        return BlueskyConnector(settings, self.context, rhythm=self.rhythm, chance=lambda: 0.5)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.post(text) for text in texts]

    def spoil(self) -> None:
        self.double.garble(b'{"did": "did:plc:fictif", "time_us": "hier"}')

    def refuse(self) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        self.double.hangs = True


@asynccontextmanager
async def listening(home: Path, clock: HeldClock) -> AsyncIterator[Firehose]:
    """Give a Jetstream, and the services of an installation that hears Trois-Rivières named."""
    async with api_context(home, clock) as plain, jetstream(clock.now()) as double:
        context = replace(plain, names_a_town=Screen(plain.towns).names_a_town)
        yield Firehose(double, context)


async def first(firehose: Firehose, cursor: bytes | None = None, count: int = 1) -> list[Page]:
    """Return so many pages of a connector built anew, or those before its line is over."""
    pages: list[Page] = []
    async with asyncio.timeout(10), aclosing(firehose.build().pages(cursor)) as coming:
        async for page in coming:
            pages.append(page)
            if len(pages) == count:
                break
    return pages


async def whole(firehose: Firehose, cursor: bytes | None = None) -> list[Page]:
    """Return every page until the line is over."""
    return await first(firehose, cursor, count=1_000)


def posts(pages: Sequence[Page]) -> list[Post]:
    return [e.post for p in pages for e in p.events if isinstance(e, Published)]


def seen(page: Page) -> int:
    return read_cursor(page.cursor).seen
