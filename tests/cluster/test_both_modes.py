"""One day through both modes: what is kept, decided, set aside and alerted is the same."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest

from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.cluster.scripts import Script
from tests.cluster.towns import TownHome, on_cluster
from tests.cluster.waiting import Waiting
from tests.sinks import elastic
from vigie.record import Record

MENTIONS = 2_000

pytestmark = pytest.mark.timeout(400)


class Day:
    """The same day, lived in an embedded installation and in one on the cluster."""

    def __init__(self, embedded: TownHome, clustered: TownHome, script: Script) -> None:
        self.embedded = embedded
        self.clustered = clustered
        self.script = script


@pytest.fixture(scope="module")
def prefix() -> str:
    return f"t{secrets.token_hex(6)}"


@pytest.fixture(scope="module")
def day(
    tmp_path_factory: pytest.TempPathFactory, kafka_server: str, elasticsearch_url: str, prefix: str
) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("modes")
    script = Script(MENTIONS).with_troubles()
    embedded = TownHome(folder / "embedded")
    clustered = on_cluster(folder / "clustered", kafka_server, elasticsearch_url, prefix)
    for home in (embedded, clustered):
        script.write(home.script)
    embedded.run("run", "--once")
    clustered.run("topics", "apply")
    with clustered.running("work"), clustered.running("collect"):
        letters = len(script.poison) + len(script.rejected)
        Waiting(kafka_server, prefix).until_quiet(
            lambda: clustered.run("dead-letters", "list", "--json").count("\n") >= min(letters, 50),
            patience=200,
        )
    yield Day(embedded, clustered, script)
    elastic.remove(elasticsearch_url, prefix)


@pytest.fixture
async def small(day: Day) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(day.embedded.home / "vigie.db") as store:
        yield store


@pytest.fixture
async def large(day: Day, elasticsearch_url: str, prefix: str) -> AsyncIterator[ElasticStore]:
    del day
    settings = elastic.settings_for(elasticsearch_url, prefix)
    async with await ElasticStore.open(settings, refresh=True) as store:
        yield store


async def everything(store: Any) -> dict[str, Record]:
    return {record.mention.id: record async for record in store.scan()}


def without_moment(record: Record) -> Record:
    """A record without what depends on when and in which order it came."""
    judgement = msgspec.structs.replace(record.judgement, cluster=None)
    return msgspec.structs.replace(
        record, judgement=judgement, first_seen=record.mention.post.fetched_at
    )


def stories(records: dict[str, Record]) -> set[frozenset[str]]:
    found: defaultdict[str | None, set[str]] = defaultdict(set)
    for id_, record in records.items():
        found[record.judgement.cluster].add(id_)
    return {frozenset(ids) for ids in found.values()}


async def test_both_modes_keep_the_same_mentions_judged_and_decided_the_same(
    small: SqliteStore, large: ElasticStore, day: Day
) -> None:
    one, other = await everything(small), await everything(large)
    assert len(one) > MENTIONS * 0.8
    assert set(one) == set(other)
    assert {id_: without_moment(r) for id_, r in one.items()} == {
        id_: without_moment(r) for id_, r in other.items()
    }
    edited = {post.native_id for post in day.script.edited}
    assert {r.mention.post.native_id for r in other.values() if r.mention.post.revision == 2} <= (
        edited
    )


async def test_both_modes_gather_the_same_stories(small: SqliteStore, large: ElasticStore) -> None:
    found = stories(await everything(small))
    assert any(len(story) > 1 for story in found)
    assert found == stories(await everything(large))


async def test_both_modes_set_the_same_aside(
    small: SqliteStore, large: ElasticStore, day: Day
) -> None:
    one, other = await small.dead_letters(10_000), await large.dead_letters(10_000)
    assert len(one) == len(day.script.poison) + len(day.script.rejected)
    assert {(x.id, x.stage, x.where, x.raw) for x in one} == {
        (x.id, x.stage, x.where, x.raw) for x in other
    }


async def test_both_modes_raise_the_same_alerts_about_what_is_kept(
    small: SqliteStore, large: ElasticStore
) -> None:
    kept = set(await everything(small))
    alerts = [
        {
            (d.alert.id, d.target, d.alert.title, d.alert.reason)
            for d in await store.deliveries(100_000)
            if d.alert.mention in kept
        }
        for store in (small, large)
    ]
    assert alerts[0]
    assert alerts[0] == alerts[1]


async def test_both_modes_count_the_same_and_stand_at_the_same_place(
    small: SqliteStore, large: ElasticStore
) -> None:
    assert await small.tallies() == await large.tallies()
    for name in await small.sources():
        assert await small.cursor(name) == await large.cursor(name)


async def test_what_was_deleted_or_purged_is_nowhere_in_either(
    small: SqliteStore, large: ElasticStore, day: Day
) -> None:
    gone = {post.native_id for post in (*day.script.deleted, *day.script.dropped)}
    for store in (small, large):
        for record in (await everything(store)).values():
            assert record.mention.post.native_id not in gone
            assert record.mention.post.author.pseudonym not in day.script.purged


@pytest.mark.parametrize("mode", ["embedded", "clustered"])
def test_what_was_set_aside_is_judged_once_its_cause_is_mended(day: Day, mode: str) -> None:
    home: TownHome = getattr(day, mode)
    poison = len(day.script.poison)
    told = home.run("dead-letters", "replay")
    assert f"0 judged, {poison} still impossible" in told
    told = home.run("dead-letters", "replay", TEST_ANTIDOTE="1")
    assert f"{poison} judged, 0 still impossible" in told
    kept = home.exported()
    assert sum("☠" in str(row) for row in kept) == poison
    letters = home.run("dead-letters", "list", "--json", "--limit", "10000").splitlines()
    assert len(letters) == len(day.script.rejected)


def test_history_read_again_from_the_topic_fills_a_store_that_lost_it(day: Day) -> None:
    home = day.clustered
    before = {row["id"]: row for row in home.exported()}
    home.run("index", "remove", "--yes")
    told = home.run("replay", "--from", "topic", TEST_ANTIDOTE="1")
    assert "0 impossible to judge" in told
    after = {row["id"]: row for row in home.exported()}
    assert set(before) <= set(after)
    again = home.run("replay", "--from", "topic", TEST_ANTIDOTE="1")
    assert ", 0 changed" in again
