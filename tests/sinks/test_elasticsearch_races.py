"""Several processes on one cluster: whatever the order of their steps, nothing is lost or kept.

Each test stops one process at a step of its own and lets another act in between. Nothing is
made visible by anyone but those whose work it is: `refresh` is off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sinks.elasticsearch import ElasticStore, bulk, neighbours, reviewed
from sinks.elasticsearch.fetching import Hit, count, refresh, walk
from sinks.elasticsearch.verdicts import BUSY
from tests.sinks.elastic import Gate
from tests.sinks.records import (
    DAY,
    HOUR,
    MONDAY,
    a_delivery,
    a_record,
    batch,
    edited,
    fully_judged,
    gone,
)
from vigie.batch import Batch, Written
from vigie.clock import HeldClock
from vigie.errors import InvalidInput, Unavailable
from vigie.post import AuthorPurged
from vigie.query import Field, Query
from vigie.record import Record
from vigie.review import Review

Stores = list[ElasticStore]
#: Steps, as lines of a bulk request.
MENTION = r'"index":{"_index":"[^"]*-mentions-[^}]*"external"'
REVIEW = r'"index":{"_index":"[^"]*-reviews"'
IN_FORCE = r'"external_gte"}}\n{'
TOMBSTONE = r'"create":{"_index":"[^"]*-tombstones"'
DELIVERY = r'"create":{"_index":"[^"]*-deliveries"'


async def shown(store: ElasticStore, field: str | None = None, value: str = "") -> list[str]:
    """Ids found once everything written so far is visible."""
    await refresh(store._shelf.server, store._shelf.names.mentions)
    where = Field(field, (value,)) if field else None
    return [hit.record.mention.id for hit in (await store.search(Query(where=where))).hits]


async def nothing_of(store: ElasticStore, record: Record) -> None:
    assert await shown(store) == []
    assert await store.get(record.mention.id) is None


def corrected(record: Record, topic: str = "snow") -> Review:
    return Review(mention=record.mention.id, corrections={"topic": topic})


def writing(store: ElasticStore, *records: Record) -> asyncio.Task[Written]:
    return asyncio.create_task(store.write(batch(*records)))


@pytest.fixture(params=["its first batch", "a later one"])
async def stores(elastic_stores: Stores, request: pytest.FixtureRequest) -> Stores:
    """A worker, a clerk and another worker; the worker has written before, or not."""
    if request.param == "a later one":
        other = a_record("autre", first_seen=MONDAY)
        await elastic_stores[0].write(batch(other))
        await elastic_stores[1].erase([other.mention.id], MONDAY)
        await elastic_stores[0].write(batch(a_record("encore", first_seen=MONDAY)))
        await elastic_stores[1].erase([a_record("encore").mention.id], MONDAY)
    return elastic_stores


class TestErasingWhileAWorkerWrites:
    @pytest.mark.parametrize("after", [False, True])
    async def test_around_the_write_itself(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch, *, after: bool
    ) -> None:
        worker, clerk, _ = stores
        record = a_record()
        gate = Gate(monkeypatch, worker, MENTION, after=after)
        task = writing(worker, record)
        await gate.reached()
        assert await clerk.erase([record.mention.id], MONDAY) == int(after)
        gate.open()
        assert (await task).refused == (record.mention.id,)
        await nothing_of(clerk, record)

    async def test_from_the_tombstone_to_the_search(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, _ = stores
        record = a_record()
        written = Gate(monkeypatch, worker, MENTION, after=False)
        buried = Gate(monkeypatch, clerk, TOMBSTONE, after=True)
        write = writing(worker, record)
        await written.reached()
        erase = asyncio.create_task(clerk.erase([record.mention.id], MONDAY))
        await buried.reached()
        written.open()
        await write
        buried.open()
        await erase
        await nothing_of(clerk, record)

    async def test_a_worker_that_dies_before_it_looks_again_is_mended_by_the_next(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, next_worker = stores
        record = a_record()
        gate = Gate(monkeypatch, worker, MENTION, after=False)
        task = writing(worker, record)
        await gate.reached()
        await clerk.erase([record.mention.id], MONDAY)
        await gate.step()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert await shown(clerk) == [record.mention.id], "written after all"
        assert (await next_worker.write(batch(record))).refused == (record.mention.id,)
        await nothing_of(clerk, record)

    async def test_so_it_is_for_an_author_who_left_and_a_post_quoted(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, next_worker = stores
        post = a_record(1, "Mon trottoir est fendu.")
        answer = a_record(2, "Le 311 !", in_reply_to="billet-1", reply_to_text="Mon trottoir")
        theirs = a_record(3, author="p1")
        await clerk.write(batch(post))
        gate = Gate(monkeypatch, worker, MENTION, after=False)
        task = writing(worker, answer, theirs)
        await gate.reached()
        await clerk.write(
            Batch(purged=(AuthorPurged(pseudonym="p1", at=MONDAY),), gone=(gone(post),))
        )
        await gate.step()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert set(await shown(clerk)) == {answer.mention.id, theirs.mention.id}
        written = await next_worker.write(batch(answer, theirs))
        assert written == Written(unchanged=(answer.mention.id,), refused=(theirs.mention.id,))
        assert await shown(clerk) == [answer.mention.id]
        kept = await clerk.get(answer.mention.id)
        assert kept
        assert kept.mention.post.reply_to_text is None

    @pytest.mark.parametrize("after", [False, True])
    async def test_an_author_who_leaves_meanwhile(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch, *, after: bool
    ) -> None:
        worker, clerk, _ = stores
        record = a_record(author="p1")
        gate = Gate(monkeypatch, worker, MENTION, after=after)
        task = writing(worker, record)
        await gate.reached()
        await clerk.write(Batch(purged=(AuthorPurged(pseudonym="p1", at=MONDAY),)))
        gate.open()
        assert (await task).refused == (record.mention.id,)
        await nothing_of(clerk, record)

    @pytest.mark.parametrize("after", [False, True])
    async def test_an_answer_forgets_a_post_that_goes_meanwhile(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch, *, after: bool
    ) -> None:
        worker, clerk, _ = stores
        post = a_record(1, "Mon trottoir est fendu.")
        answer = a_record(2, "Le 311 !", in_reply_to="billet-1", reply_to_text="Mon trottoir")
        await clerk.write(batch(post))
        gate = Gate(monkeypatch, worker, MENTION, after=after)
        task = writing(worker, answer)
        await gate.reached()
        await clerk.erase([post.mention.id], MONDAY)
        gate.open()
        assert (await task).new == (answer.mention.id,)
        kept = await worker.get(answer.mention.id)
        assert kept
        assert kept.mention.post.reply_to_text is None

    async def test_an_alert_about_what_goes_meanwhile_is_blanked(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, _ = stores
        record = a_record(text="Rue inondée")
        await clerk.write(batch(record))
        gate = Gate(monkeypatch, worker, DELIVERY, after=False)
        task = asyncio.create_task(worker.write(Batch(deliveries=(a_delivery(record),))))
        await gate.reached()
        await clerk.erase([record.mention.id], MONDAY)
        gate.open()
        await task
        assert [d.state for d in await clerk.deliveries()] == ["dropped"]
        assert "inond" not in repr(await clerk.deliveries())

    async def test_a_target_stopped_meanwhile_receives_nothing(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, _ = stores
        record = a_record()
        gate = Gate(monkeypatch, worker, DELIVERY, after=False)
        task = asyncio.create_task(
            worker.write(batch(record, deliveries=(a_delivery(record, "a"),)))
        )
        await gate.reached()
        await clerk.disable_target("a", "ne veut plus rien", MONDAY)
        gate.open()
        await task
        assert [d.state for d in await clerk.deliveries()] == ["dropped"]


class TestReviewingWhileAWorkerWrites:
    @pytest.mark.parametrize("after", [False, True])
    async def test_a_review_made_while_an_edition_is_written_is_in_force(
        self, elastic_stores: Stores, monkeypatch: pytest.MonkeyPatch, *, after: bool
    ) -> None:
        worker, clerk, _ = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        gate = Gate(monkeypatch, worker, MENTION, after=after)
        task = writing(worker, edited(record, "Une autre version"))
        await gate.reached()
        await clerk.review(corrected(record))
        gate.open()
        assert (await task).revised == (record.mention.id,)
        assert await shown(clerk, "topic", "snow") == [record.mention.id]

    @pytest.mark.parametrize("step", [REVIEW, IN_FORCE])
    @pytest.mark.parametrize("after", [False, True])
    async def test_an_edition_written_while_a_review_is_saved_is_neither_lost_nor_uncorrected(
        self,
        elastic_stores: Stores,
        monkeypatch: pytest.MonkeyPatch,
        step: str,
        *,
        after: bool,
    ) -> None:
        worker, clerk, _ = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        gate = Gate(monkeypatch, clerk, step, after=after)
        task = asyncio.create_task(clerk.review(corrected(record)))
        await gate.reached()
        assert (await worker.write(batch(edited(record, "Une autre version")))).revised
        gate.open()
        saved = await task
        kept = await clerk.get(record.mention.id)
        assert kept
        assert kept.mention.post.text == "Une autre version"
        assert kept.review == saved
        assert await shown(clerk, "topic", "snow") == [record.mention.id]

    async def test_a_worker_that_dies_before_it_looks_again_is_mended_by_the_same_batch(
        self, elastic_stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, next_worker = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        second = edited(record, "Une autre version")
        gate = Gate(monkeypatch, worker, MENTION, after=False)
        task = writing(worker, second)
        await gate.reached()
        await clerk.review(corrected(record))
        await gate.step()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert await shown(clerk, "topic", "snow") == [], "the edition lacks the correction"
        assert (await next_worker.write(batch(second))).unchanged == (record.mention.id,)
        assert await shown(clerk, "topic", "snow") == [record.mention.id]


class TestTwoPeopleReview:
    async def test_the_later_of_two_that_read_the_same_is_refused(
        self, elastic_stores: Stores
    ) -> None:
        worker, one, two = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        saved = await asyncio.gather(
            one.review(corrected(record, "snow")),
            two.review(corrected(record, "noise")),
            return_exceptions=True,
        )
        refusals = [each for each in saved if isinstance(each, InvalidInput)]
        (kept,) = [each for each in saved if isinstance(each, Review)]
        assert len(refusals) == 1
        assert await shown(worker, "topic", kept.corrections["topic"]) == [record.mention.id]

    @pytest.mark.parametrize("step", [REVIEW, IN_FORCE])
    async def test_the_latest_is_in_force_even_when_the_first_ends_last(
        self, elastic_stores: Stores, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        worker, one, two = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        gate = Gate(monkeypatch, one, step, after=step == REVIEW)
        first = asyncio.create_task(one.review(corrected(record, "snow")))
        await gate.reached()
        await two.review(msgspec.structs.replace(corrected(record, "noise"), version=1))
        gate.open()
        assert (await first).version == 1
        assert await shown(worker, "topic", "noise") == [record.mention.id]

    async def test_a_review_whose_answer_was_lost_is_not_taken_for_someone_elses(
        self, elastic_stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worker, clerk, _ = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        gate = Gate(monkeypatch, clerk, REVIEW, after=False)
        task = asyncio.create_task(clerk.review(corrected(record)))
        await gate.reached()
        saved = msgspec.structs.replace(corrected(record), version=1)
        await bulk.run(worker._shelf.server, [reviewed.written(worker._shelf, saved)])
        gate.open()
        assert await task == saved


class TestErasingWhileSomeoneReviews:
    @pytest.mark.parametrize("step", [REVIEW, IN_FORCE])
    @pytest.mark.parametrize("after", [False, True])
    async def test_no_review_is_left(
        self,
        elastic_stores: Stores,
        monkeypatch: pytest.MonkeyPatch,
        step: str,
        *,
        after: bool,
    ) -> None:
        worker, clerk, reader = elastic_stores
        record = fully_judged()
        await worker.write(batch(record))
        gate = Gate(monkeypatch, reader, step, after=after)
        task = asyncio.create_task(reader.review(corrected(record)))
        await gate.reached()
        assert await clerk.erase([record.mention.id], MONDAY) == 1
        gate.open()
        with pytest.raises(InvalidInput):
            await task
        await nothing_of(clerk, record)
        assert await reviewed.of(clerk._shelf, [record.mention.id]) == {}


class TestTwoWorkers:
    async def test_an_edition_finds_its_first_sighting_before_anything_is_visible(
        self, elastic_stores: Stores
    ) -> None:
        one, two, _ = elastic_stores
        first = a_record(cluster="histoire-1")
        await one.write(batch(first))
        later = msgspec.structs.replace(
            edited(first, "Une autre version"), first_seen=first.first_seen + HOUR
        )
        assert (await two.write(batch(later))).revised == (first.mention.id,)
        kept = await one.get(first.mention.id)
        assert kept
        assert (kept.first_seen, kept.judgement.cluster) == (first.first_seen, "histoire-1")

    async def test_an_edition_of_next_month_stays_in_the_month_of_the_first_sighting(
        self, elastic_stores: Stores
    ) -> None:
        one, two, _ = elastic_stores
        midnight = datetime(2026, 12, 1, tzinfo=UTC)
        first = a_record(first_seen=midnight - timedelta(seconds=5))
        await one.write(batch(first))
        later = msgspec.structs.replace(edited(first, "Une autre"), first_seen=midnight)
        assert (await two.write(batch(later))).revised == (first.mention.id,)
        assert await shown(one) == [first.mention.id]
        assert await count(one._shelf.server, one._shelf.names.mentions, {"match_all": {}}) == 1

    async def test_a_stale_edition_is_success_and_changes_nothing(
        self, elastic_stores: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow, quick, _ = elastic_stores
        first = a_record()
        second, third = edited(first, "Deuxième"), edited(edited(first), "Troisième")
        await quick.write(batch(first))
        gate = Gate(monkeypatch, slow, MENTION, after=False)
        task = writing(slow, second)
        await gate.reached()
        await quick.write(batch(third))
        gate.open()
        assert (await task).unchanged == (first.mention.id,)
        kept = await quick.get(first.mention.id)
        assert kept
        assert kept.mention.post.text == "Troisième"

    async def test_a_story_told_to_another_worker_is_heard_of_once_visible(
        self, elastic_stores: Stores
    ) -> None:
        one, two, _ = elastic_stores
        record = a_record(1, "Le maire annonce une patinoire neuve au parc des Érables ce samedi.")
        assert record.signature
        two._neighbours._every = 0.0
        assert await two.similar(record.signature, "valbois", MONDAY - DAY) == []
        await one.write(batch(record))
        await shown(one)
        found = await two.similar(record.signature, "valbois", MONDAY - DAY)
        assert [each.mention.id for each in found] == [record.mention.id]

    async def test_each_is_asked_only_for_what_others_wrote_since(
        self, elastic_stores: Stores, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, two, _ = elastic_stores
        texts = (
            "Le maire annonce une patinoire neuve au parc des Érables ce samedi.",
            "Panne de courant dans tout le secteur du vieux moulin depuis dix heures.",
            "La bibliothèque ferme une semaine pour changer les planchers du rez-de-chaussée.",
        )
        told = dict[ElasticStore, list[str]]()
        for store in (one, two):
            store._neighbours._every = 0.0
            told[store] = []
            _listen(store, told[store], monkeypatch)
        for number, text in enumerate(texts, 1):
            record = a_record(number, text)
            await one.write(batch(record))
            await shown(one)
            clock.move(timedelta(seconds=90))
            for store in (one, two):
                assert record.signature
                found = await store.similar(record.signature, "valbois", MONDAY - DAY)
                assert [each.mention.id for each in found] == [record.mention.id]
        first, second, third = (a_record(n, t).mention.id for n, t in enumerate(texts, 1))
        assert told[one] == [first]
        assert told[two] == [first, second, third]

    async def test_what_a_broken_off_look_did_not_reach_is_heard_of_at_the_next(
        self, elastic_stores: Stores, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, two, _ = elastic_stores
        two._neighbours._every = 0.0
        records = [
            a_record(1, "Le maire annonce une patinoire neuve au parc des Érables ce samedi."),
            a_record(2, "Panne de courant dans tout le secteur du vieux moulin depuis dix heures."),
        ]
        assert await two.similar(b"\0" * 4, "valbois", MONDAY - DAY) == []
        add, pages = two._neighbours.add, []

        def breaking_off(found: Sequence[Any]) -> None:
            pages.append(found)
            if len(pages) == 2:
                raise Unavailable(BUSY)
            add(found)

        # The later one is told first: sixty seconds and a settling time lie between them.
        await one.write(batch(records[1]))
        clock.move(timedelta(seconds=80))
        await one.write(batch(records[0]))
        await shown(one)
        two._neighbours._hearing._asked = one._shelf.now_us() - 80_000_000
        with monkeypatch.context() as patched:
            patched.setattr(neighbours, "walk", _latest_first)
            patched.setattr(two._neighbours, "add", breaking_off)
            with pytest.raises(Unavailable):
                await two.similar(b"\0" * 4, "valbois", MONDAY - DAY)
        for record in records:
            assert record.signature
            found = await two.similar(record.signature, "valbois", MONDAY - DAY)
            assert [each.mention.id for each in found] == [record.mention.id]


async def _latest_first(*asked: Any, **others: Any) -> AsyncIterator[list[Hit]]:
    """Yield what a walk finds, a hit a page, the latest written first."""
    hits = [hit async for page in walk(*asked, **others) for hit in page]
    for hit in sorted(hits, key=lambda hit: -hit.first("written_us")):
        yield [hit]


def _listen(store: ElasticStore, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Note the mentions that a store is told of by the cluster."""
    hear = store._neighbours._hear_of_others
    add = store._neighbours.add

    async def listening() -> None:
        def noting(found: Sequence[Any]) -> None:
            told.extend(each[0] for each in found)
            add(found)

        with monkeypatch.context() as patched:
            patched.setattr(store._neighbours, "add", noting)
            await hear()

    monkeypatch.setattr(store._neighbours, "_hear_of_others", listening)
