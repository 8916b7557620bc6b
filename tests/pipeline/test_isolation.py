"""A source that hangs, floods, raises or talks nonsense slows no other."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.installation import Installation, Source
from pipeline.runner import Runner
from pipeline.settings import SourceSettings, read
from tests.pipeline.distributed.working import until
from tests.pipeline.installations import make_installation
from vigie.clock import SystemClock
from vigie.contracts import Connector
from vigie.page import Page
from vigie.post import Post, Published
from vigie.post import Source as Heard

FLOOD = 150


def a_page(source: str, number: int, count: int) -> Page:
    now = SystemClock().now()
    posts = [
        Published(
            post=Post(
                source=Heard(kind="essai", name=source),
                native_id=f"{number}-{one}",
                text=f"Trois-Rivières : nid-de-poule {number}-{one} rue des Forges.",
                published_at=now,
                fetched_at=now,
            )
        )
        for one in range(count)
    ]
    return Page(source=source, cursor=str(number).encode(), events=tuple(posts), next_at=now)


class Quiet:
    """Brings one post, then waits."""

    name = "calme"

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        if cursor is None:
            yield a_page(self.name, 1, 1)
        else:
            await asyncio.Event().wait()


class Hanging:
    """Never answers."""

    name = "muette"

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        assert cursor is None
        await asyncio.Event().wait()
        yield a_page(self.name, 1, 1)


class Raising:
    """Raises what no connector should."""

    name = "fautive"

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        raise RecursionError(cursor)
        yield a_page(self.name, 1, 1)


class Flooding:
    """Brings full pages as fast as they are taken, counting those that wait."""

    name = "virale"

    def __init__(self) -> None:
        self.made = 0

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        number = int(cursor or b"0")
        while True:
            number += 1
            self.made = number
            yield a_page(self.name, number, FLOOD)


@asynccontextmanager
async def running(home: Path, *connectors: Connector) -> AsyncIterator[Installation]:
    async with assemble(home, read(home), SystemClock()) as it:
        sources = tuple(
            Source(connector=each, settings=SourceSettings(name=each.name, kind="essai"))
            for each in connectors
        )
        changed = type(it)(**{**{f: getattr(it, f) for f in it.__slots__}, "sources": sources})
        stop = asyncio.Event()
        run = asyncio.create_task(Runner(changed).run(stop))
        try:
            yield changed
        finally:
            began = time.monotonic()
            stop.set()
            await asyncio.wait_for(run, 20)
            assert time.monotonic() - began < 10, "a bad neighbour holds the end up"


async def kept(it: Installation, source: str) -> int:
    return (await it.store.tallies()).get(source, {}).get("kept", 0)


async def until_kept(it: Installation, source: str, count: int) -> None:
    async def enough() -> bool:
        return await kept(it, source) >= count

    await until(enough, 60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_installation(tmp_path / "ici")


async def test_a_quiet_source_is_heard_among_bad_neighbours(home: Path) -> None:
    flood = Flooding()
    async with running(home, flood, Hanging(), Raising(), Quiet()) as it:
        await until_kept(it, "calme", 1)
        assert flood.made <= 8, "it waited for its turn, not for the flood to end"


async def test_a_flood_is_held_at_its_source_and_loses_nothing(home: Path) -> None:
    flood = Flooding()
    tracemalloc.start()
    async with running(home, flood) as it:
        await until_kept(it, "virale", 5 * FLOOD)
        first, _ = tracemalloc.get_traced_memory()
        await until_kept(it, "virale", 10 * FLOOD)
        held, _ = tracemalloc.get_traced_memory()
        written = await kept(it, "virale") // FLOOD
        assert 0 <= flood.made - written <= 1, "one page at most is in memory"
    tracemalloc.stop()
    assert held - first < 20_000_000
