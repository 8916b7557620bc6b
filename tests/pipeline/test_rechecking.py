"""What is kept of a source that never tells its deletions is asked about again, in rounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.rechecking import Rechecking
from sinks.sqlite.store import SqliteStore
from tests.sinks.records import MONDAY, a_record, batch
from vigie.batch import Batch, Gone
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.mention import mention_id
from vigie.page import Page
from vigie.post import Deleted
from vigie.record import Record
from vigie.say import Say

SOURCE = "Gazette fictive"


class Forgetful:
    """A source that says what is gone only when it is asked."""

    name = SOURCE
    recheck_days = 2.0

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked: list[list[str]] = []
        self.away = False

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        return
        yield Page(source=self.name, cursor=cursor or b"")

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        if self.away:
            return None
        self.asked.append(list(native_ids))
        events = tuple(
            Deleted(source=self.name, native_id=id_, at=MONDAY)
            for id_ in native_ids
            if id_ in self.gone
        )
        return Page(source=self.name, cursor=b"", events=events)


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
    yield opened
    await opened.close()


def rechecking(source: Forgetful, store: SqliteStore, town: str) -> Rechecking:
    async def absorb(page: Page) -> None:
        gone = [
            Gone(mention=mention_id(town, e.source, e.native_id), at=e.at)
            for e in page.events
            if isinstance(e, Deleted)
        ]
        await store.write(Batch(gone=tuple(gone)))

    return Rechecking(source, absorb, pause=0)


async def filled(store: SqliteStore, count: int) -> list[Record]:
    records = [a_record(f"billet-{number}") for number in range(count)]
    await store.write(batch(*records))
    return records


async def a_round(rounds: Rechecking, store: SqliteStore, clock: HeldClock) -> None:
    while await rounds.step(store, clock) == 0:
        pass


async def test_a_round_asks_about_everything_once(store: SqliteStore, clock: HeldClock) -> None:
    records = await filled(store, 230)
    source = Forgetful()
    await a_round(rechecking(source, store, records[0].mention.town), store, clock)
    asked = [id_ for some in source.asked for id_ in some]
    assert sorted(asked) == sorted(r.mention.post.native_id for r in records)
    assert max(map(len, source.asked)) <= 100


async def test_what_is_gone_at_its_source_is_gone_here(
    store: SqliteStore, clock: HeldClock
) -> None:
    records = await filled(store, 3)
    source = Forgetful()
    source.gone = {records[1].mention.post.native_id}
    await a_round(rechecking(source, store, records[0].mention.town), store, clock)
    assert await store.get(records[1].mention.id) is None
    assert await store.get(records[0].mention.id) is not None


async def test_each_post_is_asked_about_before_its_days_have_passed(
    store: SqliteStore, clock: HeldClock
) -> None:
    records = await filled(store, 2)
    source = Forgetful()
    rounds = rechecking(source, store, records[0].mention.town)
    await a_round(rounds, store, clock)
    clock.move(timedelta(hours=23))
    await a_round(rounds, store, clock)
    assert len(source.asked) == 1
    clock.move(timedelta(hours=2))
    await a_round(rounds, store, clock)
    assert len(source.asked) == 2


async def test_a_round_goes_on_after_a_restart(store: SqliteStore, clock: HeldClock) -> None:
    records = await filled(store, 150)
    source = Forgetful()
    await rechecking(source, store, records[0].mention.town).step(store, clock)
    await a_round(rechecking(source, store, records[0].mention.town), store, clock)
    assert [len(some) for some in source.asked] == [100, 50]


async def test_a_source_that_cannot_be_asked_loses_no_post_of_the_round(
    store: SqliteStore, clock: HeldClock
) -> None:
    records = await filled(store, 2)
    source = Forgetful()
    source.away = True
    rounds = rechecking(source, store, records[0].mention.town)
    assert await rounds.step(store, clock) > 0
    source.away = False
    await a_round(rounds, store, clock)
    assert len(source.asked) == 1


async def test_a_store_that_is_away_is_waited_for(store: SqliteStore, clock: HeldClock) -> None:
    class Away:
        async def cursor(self, source: str) -> bytes | None:
            assert source
            raise Unavailable(Say("ailleurs", "away"))

    stop = asyncio.Event()
    rounds = rechecking(Forgetful(), store, "trois-rivieres")
    running = asyncio.create_task(rounds.run(Away(), clock, stop))  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 2)
