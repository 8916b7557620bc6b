"""`vigie index migrate`: a new mapping, while Vigie goes on writing, and nothing is lost."""

from __future__ import annotations

import asyncio
import copy
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import msgspec
import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore, document, migration
from sinks.elasticsearch.health import examine
from sinks.elasticsearch.mapping import OURS, Mapping
from sinks.elasticsearch.migration import Migrated, migrate
from sinks.record_keys import answered
from tests.sinks import elastic
from tests.sinks.records import DAY, MONDAY, a_record, batch, edited, fully_judged, gone
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.codec import encode
from vigie.errors import ConfigurationError, InvalidInput, Unavailable
from vigie.query import Field, Query, Word
from vigie.record import Record
from vigie.review import Review


def a_newer_mapping() -> Mapping:
    """The next version: French is no longer stemmed, and there is one more field."""
    analysis = copy.deepcopy(OURS.analysis)
    analysis["analyzer"]["vigie_fr"]["filter"] = ["lowercase", "asciifolding"]
    indices = copy.deepcopy(OURS.indices)
    indices["mentions"]["properties"]["novelty"] = {"type": "keyword"}
    indices["sources"]["properties"]["novelty"] = {"type": "keyword"}
    return Mapping(version=OURS.version + 1, analysis=analysis, indices=indices)


NEWER = a_newer_mapping()


@pytest.fixture
async def settings(elasticsearch_url: str, elastic_prefix: str) -> AsyncIterator[ElasticSettings]:
    """Settings of indices that nobody shares: their template changes."""
    prefix = f"{elastic_prefix}m{random.randrange(10**9)}"
    yield elastic.settings_for(elasticsearch_url, prefix)
    elastic.remove(elasticsearch_url, prefix)


async def opened(settings: ElasticSettings, mapping: Mapping = OURS) -> ElasticStore:
    clock = HeldClock(MONDAY)
    return await ElasticStore.open(settings, clock, refresh=True, mapping=mapping)


async def everything(store: ElasticStore) -> dict[str, bytes]:
    return {record.mention.id: encode(record) async for record in store.scan()}


def templates(settings: ElasticSettings) -> set[str]:
    found = httpx.get(f"{settings.urls[0]}/_index_template/{settings.prefix}-*").json()
    return {each["name"] for each in found["index_templates"]}


def indices(settings: ElasticSettings) -> set[str]:
    return set(httpx.get(f"{settings.urls[0]}/{settings.prefix}-mentions-*/_settings").json())


async def test_everything_passes_to_the_new_indices(settings: ElasticSettings) -> None:
    records = [fully_judged(n, first_seen=MONDAY - 40 * n * DAY) for n in range(1, 4)]
    async with await opened(settings) as store:
        await store.write(batch(*records, a_record(9, first_seen=MONDAY)))
        await store.review(Review(mention=records[0].mention.id, corrections={"topic": "snow"}))
        await store.erase([records[2].mention.id], MONDAY)
        before = await everything(store)
    told: list[int] = []
    done = await migrate(settings, HeldClock(MONDAY), mapping=NEWER, progress=told.append)
    assert done == Migrated(before=OURS.version, after=NEWER.version, mentions=3)
    assert told[-1] == 3
    async with await opened(settings, NEWER) as store:
        assert await everything(store) == before
        found = await store.search(Query(where=Word("érable")))
        assert found.total == 0, "read by the new analysis"
        assert (await store.search(Query(where=Word("Érables")))).total == 2
        assert (await store.count(Query(), ["topic"])).facets["topic"][0].value == "roads"
        assert (await store.write(batch(records[0]))).unchanged
    assert templates(settings) == {f"{settings.prefix}-mentions-v{NEWER.version}"}
    assert all(f"-v{NEWER.version}-" in index for index in indices(settings))
    health = await examine(settings, mapping=NEWER)
    assert (health.mapping, health.ours, health.template_is_ours) == (*[NEWER.version] * 2, True)


async def test_replies_indexed_before_they_were_noted_are_found_afterwards(
    settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = msgspec.structs.replace(OURS, version=OURS.version - 1)
    asked, quoting = a_record(9), a_record(2, in_reply_to="billet-9", reply_to_text="Un texte")
    replies = [a_record(n, in_reply_to="billet-9") for n in range(3, 6)]
    async with await opened(settings, former) as store:
        with monkeypatch.context() as as_before:
            as_before.setattr(document, "replied_to", answered)
            await store.write(batch(asked, quoting, *replies, a_record(7)))
        found = await store.answers(asked.mention.id, 20)
        assert [r.mention.id for r in found] == [quoting.mention.id]
    done = await migrate(settings, HeldClock(MONDAY))
    assert done == Migrated(before=former.version, after=OURS.version, mentions=6)
    async with await opened(settings) as store:
        found = await store.answers(asked.mention.id, 20)
    assert {r.mention.id for r in found} == {r.mention.id for r in (quoting, *replies)}


async def test_nothing_is_done_twice_nor_without_need(settings: ElasticSettings) -> None:
    async with await opened(settings) as store:
        await store.write(batch(a_record()))
    assert await migrate(settings) == Migrated(before=OURS.version, after=OURS.version)
    await migrate(settings, mapping=NEWER)
    assert await migrate(settings, mapping=NEWER) == Migrated(
        before=NEWER.version, after=NEWER.version
    )
    async with await opened(settings, NEWER) as store:
        assert len(await everything(store)) == 1


async def test_each_version_refuses_the_others_indices(settings: ElasticSettings) -> None:
    async with await opened(settings) as former:
        with pytest.raises(ConfigurationError, match="vigie index migrate"):
            await opened(settings, NEWER)
        await migrate(settings, mapping=NEWER)
        for act in (
            former.write(batch(a_record())),
            former.review(Review(mention=a_record().mention.id)),
        ):
            with pytest.raises((ConfigurationError, Unavailable)):
                await act
        with pytest.raises(ConfigurationError, match="plus récent"):
            await opened(settings)
        with pytest.raises(ConfigurationError, match="plus récent"):
            await migrate(settings)


async def test_a_migration_that_died_at_its_end_is_taken_up_again(
    settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = a_record()
    async with await opened(settings) as store:
        await store.write(batch(record))
        with monkeypatch.context() as patched:
            patched.setattr(migration, "_agreed", killed)
            patched.setattr(migration, "_reopen", killed)
            with pytest.raises(Killed):
                await migrate(settings, mapping=NEWER)
        with pytest.raises(Unavailable):
            await store.write(batch(edited(record, "Pendant ce temps")))
        assert await store.get(record.mention.id) == record
    assert (await migrate(settings, mapping=NEWER)).mentions == 1
    async with await opened(settings, NEWER) as store:
        assert await store.get(record.mention.id) == record
        assert (await store.write(batch(edited(record, "Pendant ce temps")))).revised


async def test_a_mapping_that_holds_less_changes_nothing(settings: ElasticSettings) -> None:
    fields = {
        name: field
        for name, field in OURS.indices["mentions"]["properties"].items()
        if name != "topic"
    }
    mentions = {**OURS.indices["mentions"], "properties": fields}
    less = Mapping(
        version=NEWER.version,
        analysis=OURS.analysis,
        indices={**OURS.indices, "mentions": mentions},
    )
    async with await opened(settings) as store:
        await store.write(batch(fully_judged()))
        with pytest.raises(ConfigurationError):
            await migrate(settings, mapping=less)
        assert (await store.write(batch(edited(fully_judged(), "Comme avant")))).revised


class Killed(BaseException):
    """The process is no more."""


async def killed(*_: object) -> int:
    raise Killed


class Town:
    """Someone who writes, edits, removes and reviews, and knows what there should be."""

    def __init__(self, settings: ElasticSettings, store: ElasticStore, seed: int) -> None:
        self._settings = settings
        self._store = store
        self._random = random.Random(seed)
        self._seed = seed
        self._count = 0
        self.there: dict[str, Record] = {}
        self.moved = False
        self.acts = 0
        self.busy = asyncio.Event()

    async def live(self, until: asyncio.Event) -> None:
        """Act until told, and a little more once the new version is in use."""
        left = 10
        while left:
            await self._act()
            self.acts += 1
            if self.acts == 30:
                self.busy.set()
            left -= until.is_set()

    async def _act(self) -> None:
        choice = self._random.random()
        known = list(self.there.values())
        if choice < 0.5 or not known:
            self._count += 1
            month = self._random.randrange(3)
            record = a_record(f"{self._seed}-{self._count}", first_seen=MONDAY - 30 * month * DAY)
            await self._do(lambda store: store.write(batch(record)))
            self.there[record.mention.id] = record
            return
        record = self._random.choice(known)
        if choice < 0.7:
            newer = msgspec.structs.replace(
                edited(record, f"Édition {self._random.random()}"), review=None
            )
            await self._do(lambda store: store.write(batch(newer)))
            self.there[record.mention.id] = msgspec.structs.replace(newer, review=record.review)
        elif choice < 0.85:
            await self._do(lambda store: store.write(Batch(gone=(gone(record),))))
            del self.there[record.mention.id]
        else:
            await self._review(record)

    async def _review(self, record: Record) -> None:
        version = record.review.version if record.review else 0
        review = Review(
            mention=record.mention.id,
            version=version,
            status=self._random.choice(["taken", "closed"]),
        )
        try:
            saved = await self._do(lambda store: store.review(review))
        except InvalidInput:  # saved, though the answer was that the indices are closed
            kept = await self._store.get(record.mention.id)
            assert kept
            assert kept.review
            saved = kept.review
            assert msgspec.structs.replace(saved, version=version) == review
        self.there[record.mention.id] = msgspec.structs.replace(record, review=saved)

    async def _do(self, act: Callable[[ElasticStore], Awaitable[Any]]) -> Any:
        """Do it, again and again while the indices are closed; at last with the new version."""
        while True:
            try:
                return await act(self._store)
            except Unavailable:
                await asyncio.sleep(0.05)
            except ConfigurationError:
                assert not self.moved
                await self._store.close()
                self._store = await opened(self._settings, NEWER)
                self.moved = True

    async def close(self) -> None:
        await self._store.close()


async def test_nothing_is_lost_while_everyone_goes_on(settings: ElasticSettings) -> None:
    towns = [Town(settings, await opened(settings), seed) for seed in range(3)]
    over = asyncio.Event()
    lives = [asyncio.create_task(town.live(over)) for town in towns]
    await asyncio.wait_for(asyncio.gather(*(town.busy.wait() for town in towns)), 60)
    done = await migrate(settings, HeldClock(MONDAY), mapping=NEWER)
    over.set()
    await asyncio.gather(*lives)
    expected = {id_: record for town in towns for id_, record in town.there.items()}
    for town in towns:
        await town.close()
    assert done.mentions > 20
    assert all(town.moved for town in towns)
    async with await opened(settings, NEWER) as store:
        assert await everything(store) == {i: encode(r) for i, r in expected.items()}
        for status in ("new", "taken", "closed"):
            found = await store.count(Query(where=Field("status", (status,))))
            assert found.total == sum(
                (record.review.status if record.review else "new") == status
                for record in expected.values()
            )
    assert all(f"-v{NEWER.version}-" in index for index in indices(settings))
