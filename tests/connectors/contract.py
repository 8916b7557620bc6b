"""What every API's connector must do, whatever it listens to.

A connector's suite is a class that inherits `ConnectorContract` and has a fixture `world`
giving a `World`: the double of its API, and how to build the connector over it. What an API
has no notion of (a key, a page that can be malformed) is left to its class to say, by
overriding the attribute, never by skipping.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import aclosing
from typing import Protocol

import pytest

from tests.servers import Exchange, LocalServer
from vigie.contracts import Connector
from vigie.page import Page
from vigie.post import Deleted, Published

#: No connector of an API is given longer than this to bring what the double holds.
PATIENCE = 10.0


class World(Protocol):
    """A double and its connector."""

    #: The secret that the connector was given; None when the API asks for none.
    secret: str | None

    def build(self) -> Connector:
        """Build the connector anew, as after a restart."""
        ...

    def publish(self, texts: Sequence[str]) -> list[str]:
        """Publish posts with these texts; return their native ids, oldest first."""
        ...

    def spoil(self) -> None:
        """Publish one item that no one can read."""
        ...

    def refuse(self) -> None:
        """Take the key back: every request from now on is unauthorised."""
        ...

    def vanish(self) -> None:
        """Stop answering: connections are accepted and nothing is said."""
        ...


async def heard(
    connector: Connector, cursor: bytes | None, wanted: int, patience: float = PATIENCE
) -> list[Page]:
    """Return pages until so many posts were brought, or the connector has no more for now."""
    pages: list[Page] = []
    async with asyncio.timeout(patience), aclosing(connector.pages(cursor)) as coming:
        async for page in coming:
            pages.append(page)
            if len(ids(pages)) >= wanted:
                break
    return pages


def ids(pages: Sequence[Page]) -> list[str]:
    return [e.post.native_id for p in pages for e in p.events if isinstance(e, Published)]


def gone(pages: Sequence[Page]) -> list[str]:
    return [e.native_id for p in pages for e in p.events if isinstance(e, Deleted)]


def texts(count: int) -> list[str]:
    return [
        f"Trois-Rivières : nid-de-poule numéro {n} sur la rue des Forges." for n in range(count)
    ]


class ConnectorContract:
    """Inherit me, and give me a `world`."""

    #: Posts enough for the API to need several pages.
    many = 45

    async def test_everything_published_is_brought(self, world: World) -> None:
        published = world.publish(texts(self.many))
        brought = ids(await heard(world.build(), None, self.many))
        assert sorted(set(brought)) == sorted(published)

    async def test_killed_after_any_page_it_loses_nothing(self, world: World) -> None:
        published = set(world.publish(texts(self.many)))
        whole = await heard(world.build(), None, self.many)
        for killed in range(len(whole)):
            durable = whole[: killed + 1]
            left = len(published - set(ids(durable)))
            rest = await heard(world.build(), durable[-1].cursor, left) if left else []
            assert published <= set(ids([*durable, *rest])), killed

    async def test_what_comes_later_is_brought_from_the_cursor(self, world: World) -> None:
        world.publish(texts(3))
        first = await heard(world.build(), None, 3)
        later = world.publish(["Trois-Rivières : le pont est fermé."])
        second = await heard(world.build(), first[-1].cursor, 1)
        assert later[0] in ids(second)

    async def test_the_same_page_twice_says_the_same(self, world: World) -> None:
        world.publish(texts(5))
        pages = [await heard(world.build(), None, 5) for _ in range(2)]
        posts = [
            {
                e.post.native_id: (e.post.revision, e.post.text, e.post.author.pseudonym)
                for p in said
                for e in p.events
                if isinstance(e, Published)
            }
            for said in pages
        ]
        assert posts[0] == posts[1]

    async def test_a_malformed_item_spoils_only_itself(self, world: World) -> None:
        before = world.publish(texts(2))
        world.spoil()
        after = world.publish(texts(2))
        pages = await heard(world.build(), None, 4)
        assert set(ids(pages)) >= {*before, *after}
        assert sum(len(page.rejected) for page in pages) == 1

    async def test_a_key_that_is_no_longer_taken_is_told_in_one_sentence(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        if world.secret is None:
            return  # an API without keys
        world.publish(texts(2))
        world.refuse()
        pages = await heard(world.build(), None, 1)
        assert pages[-1].state == "needs_credentials"
        assert pages[-1].note
        assert pages[-1].next_at is not None
        told = f"{pages} {caplog.text}"
        assert world.secret not in told

    async def test_no_handle_or_secret_is_in_what_is_brought(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(0)
        world.publish(texts(3))
        pages = await heard(world.build(), None, 3)
        authors = [e.post.author for p in pages for e in p.events if isinstance(e, Published)]
        assert "fictive" not in str(authors)
        if world.secret is not None:
            assert world.secret not in f"{pages} {caplog.text}"

    async def test_a_silent_source_lets_the_process_end_in_two_seconds(self, world: World) -> None:
        world.publish(texts(1))
        world.vanish()
        listening = asyncio.create_task(heard(world.build(), None, 1, patience=60))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        listening.cancel()
        await asyncio.wait({listening})
        assert time.monotonic() - began < 2


def hang(server: LocalServer) -> None:
    """Make every known path of a server accept and say nothing for a minute."""
    released = threading.Event()

    def wait(exchange: Exchange) -> None:
        released.wait(60)
        exchange.close_connection = True

    for path in list(server.routes):
        server.routes[path] = wait
