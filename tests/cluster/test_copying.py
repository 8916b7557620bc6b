from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from pipeline.copying import copy_store
from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.sinks import elastic
from tests.sinks.records import (
    MONDAY,
    a_delivery,
    a_letter,
    a_move,
    a_record,
    batch,
    edited,
    fully_judged,
    gone,
)
from vigie.batch import Batch, Tally
from vigie.clock import HeldClock
from vigie.post import AuthorPurged
from vigie.query import Query
from vigie.review import Note, Review


@pytest.fixture
async def small(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock) as store:
        yield store


@pytest.fixture
async def large(elasticsearch_url: str, clock: HeldClock) -> AsyncIterator[ElasticStore]:
    prefix = f"t{secrets.token_hex(6)}"
    settings = elastic.settings_for(elasticsearch_url, prefix)
    async with await ElasticStore.open(settings, clock, refresh=True) as store:
        yield store
    elastic.remove(elasticsearch_url, prefix)


async def a_lived_in(store: SqliteStore) -> None:
    """Fill a store with a bit of everything that a town leaves in it."""
    records = [a_record(n, f"La rue numéro {n} n’est pas déneigée.") for n in range(1_200)]
    await store.write(batch(*records, fully_judged(5_000)))
    await store.write(
        batch(edited(records[3], "La rue est dégagée."), a_record(7_000, town="nive"))
    )
    await store.write(Batch(gone=(gone(records[4]),)))
    await store.write(Batch(purged=(AuthorPurged(pseudonym="partie", at=MONDAY),)))
    first = await store.review(Review(mention=records[5].mention.id, status="taken", by="Camille"))
    note = Note(at=MONDAY, by="Camille", text="Le garage est prévenu.")
    await store.review(
        msgspec.structs.replace(first, corrections={"topic": "roads"}, notes=(note,))
    )
    kept = Tally(source="Gazette fictive", outcome="kept", count=1_200)
    await store.write(
        Batch(
            deliveries=(a_delivery(records[6]),),
            dead_letters=(a_letter(),),
            cursors=(a_move(b"page 9", heard=True),),
            tallies=(kept,),
        )
    )


async def test_a_town_that_outgrew_its_machine_finds_everything_in_the_new_store(
    small: SqliteStore, large: ElasticStore
) -> None:
    await a_lived_in(small)
    done = await copy_store(small, large)
    assert done.whole
    assert done.before.mentions == 1_201
    assert (done.reviews, done.deliveries, done.dead_letters, done.sources) == (1, 1, 1, 1)
    for store in (small, large):
        assert (await store.search(Query())).total == 1_201
    assert {r.mention.id: r async for r in large.scan()} == {
        r.mention.id: r async for r in small.scan()
    }
    assert await large.cursor("Gazette fictive") == b"page 9"
    assert await large.sources() == await small.sources()
    assert await large.tallies() == await small.tallies()
    assert await large.deliveries() == await small.deliveries()
    assert await large.dead_letters() == await small.dead_letters()


async def test_what_was_deleted_or_purged_does_not_come_back_after_the_move(
    small: SqliteStore, large: ElasticStore
) -> None:
    await a_lived_in(small)
    await copy_store(small, large)
    buried, purged = a_record(4), a_record(8_000, author="partie")
    assert len((await large.write(batch(buried, purged))).refused) == 2


async def test_a_copy_made_twice_is_the_same_copy(small: SqliteStore, large: ElasticStore) -> None:
    await a_lived_in(small)
    first = await copy_store(small, large)
    again = await copy_store(small, large)
    assert again == first
    assert (await large.search(Query())).total == 1_201


async def test_only_the_town_asked_for_is_copied(small: SqliteStore, large: ElasticStore) -> None:
    await a_lived_in(small)
    done = await copy_store(small, large, town="nive")
    assert done.before.mentions == 1
    assert [hit.record.mention.town for hit in (await large.search(Query())).hits] == ["nive"]


async def test_a_copy_that_differs_says_so(small: SqliteStore, large: ElasticStore) -> None:
    record = a_record(1)
    await small.write(batch(record))
    await large.write(batch(edited(record, "Une édition que la petite base ne connaît pas.")))
    assert not (await copy_store(small, large)).whole
