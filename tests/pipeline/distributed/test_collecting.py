"""Collectors share the sources, and save a cursor only once the brokers have what it covers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pipeline.distributed import events as wire
from pipeline.distributed import running
from pipeline.distributed.collector import CollectPlan
from pipeline.distributed.connection import Kafka
from pipeline.distributed.leasing import Keeper
from pipeline.distributed.topics import DEAD_LETTERS, RAW
from pipeline.installation import Source
from pipeline.settings import SourceSettings
from tests.pipeline.distributed.leased_sqlite import open_store
from tests.pipeline.distributed.shops import Shop, heard, post, put, read, shop
from tests.pipeline.distributed.working import at_work, lag, nothing_waits, until
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Deleted, Published

PLAN = CollectPlan(lease_seconds=1.5, least_free_mb=0)


class Endless:
    """A source that has one more page each time it is asked; counts who asks."""

    def __init__(self, name: str, pages: int = 1_000_000, every: float = 0.05) -> None:
        self._name = name
        self._most = pages
        self._every = every
        self.asked = 0

    @property
    def name(self) -> str:
        return self._name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        number = int(cursor or b"0")
        if number >= self._most:
            return
        self.asked += 1
        await asyncio.sleep(self._every)
        at = datetime.now(UTC)
        one = post(number, source=self._name)
        yield Page(
            source=self._name,
            cursor=str(number + 1).encode(),
            events=(Published(post=one),),
            next_at=at + timedelta(milliseconds=20),
        )


class Once:
    """A source with one page, then at its end."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def name(self) -> str:
        return self._page.source

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        if cursor is None:
            yield self._page


def sources(*connectors: Endless | Once) -> list[Source]:
    return [
        Source(connector=c, settings=SourceSettings(name=c.name, kind="feed")) for c in connectors
    ]


@asynccontextmanager
async def collecting(
    it: Shop, kafka: Kafka, plan: CollectPlan = PLAN
) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(running.collect(it, kafka, plan, stop))
    try:
        yield stop
    finally:
        stop.set()
        await task


async def has(it: Shop, source: str, cursor: bytes) -> bool:
    return await it.store.cursor(source) == cursor


async def test_a_page_is_on_the_brokers_when_its_cursor_is_saved(
    kafka: Kafka, tmp_path: Path
) -> None:
    at = datetime.now(UTC)
    letter = DeadLetter(id="l", stage="feed", source="essai", where="1", why="illisible", at=at)
    page = Page(
        source="essai",
        cursor=b"fin",
        events=(
            Published(post=post(1)),
            Published(post=post(2, "un texte d’ailleurs", revision=2)),
            Deleted(source="essai", native_id="3", at=at),
        ),
        rejected=(letter,),
    )
    async with shop(tmp_path, sources=sources(Once(page))) as it, collecting(it, kafka):
        await until(lambda: has(it, "essai", b"fin"))
        assert (await it.store.tallies())["essai"] == {"kept": 1, "homonym": 1}
    kinds = {dict(m.headers)["ce_type"] for m in await read(kafka, RAW, 3)}
    assert kinds == {
        b"ca.vigie.mention.heard.v1",
        b"ca.vigie.mention.fallen.v1",
        b"ca.vigie.mention.gone.v1",
    }
    assert [m.key for m in await read(kafka, DEAD_LETTERS, 1)] == [b"l"]


async def test_a_collector_stops_within_two_seconds_whatever_its_sources_do(
    kafka: Kafka, tmp_path: Path
) -> None:
    slow = [Endless("lente", every=60), Endless("vive")]
    async with shop(tmp_path, sources=sources(*slow)) as it, collecting(it, kafka) as stop:
        await until(lambda: _asked(slow[1], 2))
        stop.set()
        asked_at = time.monotonic()
    assert time.monotonic() - asked_at < 2


async def _asked(source: Endless, times: int) -> bool:
    return source.asked >= times


async def test_two_collectors_share_the_sources_and_one_takes_over_from_the_other(
    kafka: Kafka, tmp_path: Path
) -> None:
    names = [f"source-{n}" for n in range(4)]
    first, second = [Endless(n) for n in names], [Endless(n) for n in names]
    async with (
        shop(tmp_path, sources=sources(*first)) as it,
        shop(tmp_path, sources=sources(*second)) as other,
        collecting(it, kafka),
    ):
        await until(lambda: _all_asked(first, 4))
        async with collecting(other, kafka):
            await until(lambda: _all_asked(second, 2))
            before = [s.asked for s in (*first, *second)]
            await asyncio.sleep(1)
            busy = [s.asked > b for s, b in zip((*first, *second), before, strict=True)]
            assert sum(busy[:4]) == sum(busy[4:]) == 2
            assert not [n for n in range(4) if busy[n] and busy[4 + n]]
        before = [s.asked for s in first]
        await until(lambda: _moved(first, before))


async def _all_asked(connectors: list[Endless], count: int) -> bool:
    return sum(source.asked > 0 for source in connectors) >= count


async def _moved(connectors: list[Endless], before: list[int]) -> bool:
    return all(source.asked > b for source, b in zip(connectors, before, strict=True))


async def test_a_dead_collectors_sources_are_taken_over_and_a_lost_lease_is_not_believed(
    tmp_path: Path,
) -> None:
    store = await open_store(tmp_path)
    now = [0.0]
    dead = Keeper(store, ["a", "b"], 0.5, monotonic=lambda: now[0])
    living = Keeper(store, ["a", "b"], 0.5)
    assert await dead.renew() == {"a", "b"}
    assert await living.renew() == frozenset()
    await asyncio.sleep(0.6)
    assert await living.renew() == {"a", "b"}
    # The dead one wakes: by its own clock its leases are over, whatever the others did.
    assert dead.held == {"a", "b"}
    now[0] = 0.51
    assert dead.held == frozenset()
    await living.leave()
    assert living.held == frozenset()
    await store.close()


async def test_sources_are_asked_for_nothing_while_the_workers_do_not_follow(
    kafka: Kafka, tmp_path: Path
) -> None:
    await put(kafka, [wire.heard(heard(n)) for n in range(50)])
    source = Endless("essai")
    plan = msgspec.structs.replace(PLAN, lag_limit=40, lease_seconds=1.0)
    async with shop(tmp_path, sources=sources(source)) as it, collecting(it, kafka, plan):
        await asyncio.sleep(1.5)
        asked = source.asked
        await asyncio.sleep(1)
        assert source.asked == asked
        paused = it.metrics.registry.get_sample_value("vigie_paused", {"reason": "lag"})
        assert paused == 1
        async with at_work(it, kafka):
            await until(lambda: _asked(source, asked + 3))
        assert it.metrics.registry.get_sample_value("vigie_paused", {"reason": "lag"}) == 0


async def test_sources_are_asked_for_nothing_while_the_disk_is_full(
    kafka: Kafka, tmp_path: Path
) -> None:
    source = Endless("essai")
    plan = msgspec.structs.replace(PLAN, least_free_mb=10**9)
    async with shop(tmp_path, sources=sources(source)) as it, collecting(it, kafka, plan):
        await asyncio.sleep(1.5)
        assert source.asked == 0


async def test_without_topics_nothing_starts_and_the_command_to_make_them_is_told(
    kafka: Kafka, tmp_path: Path
) -> None:
    elsewhere = msgspec.structs.replace(kafka, prefix="nulle-part")
    async with shop(tmp_path) as it:
        with pytest.raises(ConfigurationError, match="vigie topics apply"):
            await running.collect(it, elsewhere, PLAN, asyncio.Event())


async def test_from_a_source_to_the_store_nothing_is_missing_and_nothing_is_twice(
    kafka: Kafka, tmp_path: Path
) -> None:
    source = Endless("essai", pages=60, every=0)
    async with shop(tmp_path, sources=sources(source)) as it:
        async with collecting(it, kafka), at_work(it, kafka):
            await until(lambda: has(it, "essai", b"60"))
            await until(lambda: nothing_waits(kafka))
        found = await it.ids()
        assert len(found) == len(set(found)) == 60
        assert await lag(kafka) == 0
