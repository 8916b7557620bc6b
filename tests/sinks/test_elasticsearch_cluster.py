"""What is particular to a store of indices: rejections, cut-off batches, months, pages, health."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64decode
from contextlib import suppress
from struct import pack
from typing import Any

import httpx
import msgspec
import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.elasticsearch.health import examine
from sinks.elasticsearch.mapping import OURS
from sinks.elasticsearch.opening import _index
from sinks.elasticsearch.paging import Bookmark
from tests.sinks.elastic import Gate
from tests.sinks.records import (
    DAY,
    HOUR,
    MONDAY,
    a_delivery,
    a_letter,
    a_move,
    a_record,
    batch,
    edited,
    gone,
)
from vigie.batch import Batch, Tally, Written
from vigie.clock import HeldClock
from vigie.codec import decode
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError, InvalidInput
from vigie.judgement import Label
from vigie.post import Post
from vigie.query import And, Clause, Found, Not, Or, Query, Word
from vigie.retention import RetentionRule
from vigie.review import Review

#: A label that no keyword field can hold.
BEYOND = Label("x" * 40_000, 0.9)


def indices(settings: ElasticSettings, kind: str = "mentions") -> list[str]:
    found = httpx.get(f"{settings.urls[0]}/{settings.prefix}-{kind}-*/_settings").json()
    return sorted(
        index.removeprefix(f"{settings.prefix}-{kind}-v{OURS.version}-") for index in found
    )


def found_by(settings: ElasticSettings, query: dict[str, Any]) -> int:
    """Ask the cluster itself, as Kibana does."""
    url = f"{settings.urls[0]}/{settings.prefix}-mentions/_search"
    total: int = httpx.post(url, json={"query": query}).json()["hits"]["total"]["value"]
    return total


def delete(settings: ElasticSettings, index: str) -> None:
    httpx.delete(f"{settings.urls[0]}/{settings.prefix}-{index}").raise_for_status()


def shown(page: Found) -> list[str]:
    return [hit.record.mention.id for hit in page.hits]


class TestWhatNoIndexCanHold:
    async def test_is_set_aside_and_spoils_nothing(self, elastic_store: ElasticStore) -> None:
        records = [a_record(1), a_record(2, topic=BEYOND), a_record(3)]
        good, bad, other = (record.mention.id for record in records)
        written = await elastic_store.write(
            batch(
                *records,
                deliveries=tuple(a_delivery(record) for record in records),
                cursors=(a_move(b"2"),),
                dead_letters=(a_letter(),),
            )
        )
        assert written == Written(new=(good, other), refused=(bad,))
        letter = next(
            letter for letter in await elastic_store.dead_letters() if letter.stage == "store"
        )
        assert (letter.where, letter.source, letter.town) == (bad, "Gazette fictive", "valbois")
        assert decode(letter.raw, Post) == records[1].mention.post
        assert records[1].mention.post.text not in letter.why
        assert {d.alert.mention for d in await elastic_store.deliveries()} == {good, other}
        assert await elastic_store.cursor("Gazette fictive") == b"2"

    async def test_goes_to_whoever_asked_for_it(
        self, elastic_settings: ElasticSettings, clock: HeldClock
    ) -> None:
        told: list[DeadLetter] = []

        async def rejected(letters: list[DeadLetter]) -> None:
            told.extend(letters)

        bad = a_record(topic=BEYOND)
        async with await ElasticStore.open(
            elastic_settings, clock, refresh=True, on_rejected=rejected
        ) as store:
            assert (await store.write(batch(bad))).refused == (bad.mention.id,)
            assert await store.dead_letters() == []
        assert [letter.where for letter in told] == [bad.mention.id]


class TestABatchCutShort:
    @pytest.mark.parametrize(
        "line",
        [
            r'"create":{"_index":"[^"]*-tombstones"',
            r'"index":{"_index":"[^"]*-mentions-',
            r'"create":{"_index":"[^"]*-deliveries"',
            r'"create":{"_index":"[^"]*-dead-letters"',
            r'"create":{"_index":"[^"]*-sources"',
        ],
    )
    @pytest.mark.parametrize("after", [False, True])
    async def test_is_completed_when_it_is_written_again(
        self,
        elastic_stores: list[ElasticStore],
        monkeypatch: pytest.MonkeyPatch,
        line: str,
        *,
        after: bool,
    ) -> None:
        worker, next_worker, _ = elastic_stores
        record, dead = a_record(1), a_record(2)
        whole = batch(
            record,
            gone=(gone(dead),),
            deliveries=(a_delivery(record),),
            dead_letters=(a_letter(),),
            cursors=(a_move(b"2"),),
            tallies=(Tally(source="Gazette fictive", outcome="kept", count=3),),
        )
        gate = Gate(monkeypatch, worker, line, after=after)
        task = asyncio.create_task(worker.write(whole))
        await gate.reached()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        if not (after and "sources" in line):
            assert await next_worker.cursor("Gazette fictive") is None, "it moves last"
        for _ in range(2):
            await next_worker.write(whole)
            assert await next_worker.many([record.mention.id]) == {record.mention.id: record}
            assert await next_worker.graves() == [gone(dead)]
            assert await next_worker.deliveries() == [a_delivery(record)]
            assert await next_worker.dead_letters() == [a_letter()]
            assert await next_worker.cursor("Gazette fictive") == b"2"
            assert await next_worker.tallies() == {"Gazette fictive": {"kept": 3}}


class TestMonths:
    async def test_a_mention_lives_in_the_month_of_its_first_sighting(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        record = a_record(at=MONDAY.replace(year=1970), first_seen=MONDAY)
        await elastic_store.write(batch(record))
        later = msgspec.structs.replace(edited(record), first_seen=MONDAY + 60 * DAY)
        await elastic_store.write(batch(later))
        assert indices(elastic_settings) == ["2026.11"]

    async def test_a_month_that_is_past_its_time_goes_whole(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        old = [a_record(n, first_seen=MONDAY - (100 + n) * DAY) for n in range(3)]
        young = a_record(9, first_seen=MONDAY)
        await elastic_store.write(batch(*old, young, deliveries=(a_delivery(old[0]),)))
        await elastic_store.review(Review(mention=old[1].mention.id, status="taken"))
        assert indices(elastic_settings) == ["2026.08", "2026.11"]
        rules = (RetentionRule(days=80),)
        expired = await elastic_store.expire(rules, MONDAY, dry_run=False)
        assert expired.mentions == {"any": 3}
        assert indices(elastic_settings) == ["2026.11"]
        assert await elastic_store.many([r.mention.id for r in (*old, young)]) == {
            young.mention.id: young
        }
        assert [d.state for d in await elastic_store.deliveries()] == ["dropped"]
        assert (await elastic_store.write(batch(*old))).refused
        assert [each.mention for each in await elastic_store.graves()] == sorted(
            record.mention.id for record in old
        )

    async def test_a_month_with_one_mention_still_in_time_stays(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        first, last = MONDAY.replace(day=1), MONDAY.replace(day=30)
        await elastic_store.write(
            batch(a_record(1, first_seen=first), a_record(2, first_seen=last))
        )
        await elastic_store.expire((RetentionRule(days=20),), MONDAY, dry_run=False)
        assert indices(elastic_settings) == ["2026.11"]
        assert [r.first_seen async for r in elastic_store.scan()] == [last]


class TestPages:
    async def test_go_on_when_the_cluster_has_forgotten_the_first(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore, clock: HeldClock
    ) -> None:
        records = [a_record(n, at=MONDAY - (n // 3) * HOUR) for n in range(1, 11)]
        await elastic_store.write(batch(*records))
        query = Query(limit=4)
        page = await elastic_store.search(query)
        seen = shown(page)
        while page.next:
            await forget(elastic_settings, page.next)
            newcomer = a_record(f"n{len(seen)}", at=MONDAY - 9 * HOUR, first_seen=clock.now())
            await elastic_store.write(batch(newcomer))
            page = await elastic_store.search(msgspec.structs.replace(query, after=page.next))
            assert page.total == 10
            seen += shown(page)
        assert len(seen) == 10
        assert set(seen) == {record.mention.id for record in records}

    async def test_show_mentions_as_they_are_now(self, elastic_store: ElasticStore) -> None:
        records = [a_record(n) for n in range(1, 7)]
        await elastic_store.write(batch(*records))
        first = await elastic_store.search(Query(limit=2))
        await elastic_store.write(Batch(gone=(gone(records[2]),)))
        await elastic_store.write(batch(edited(records[3], "Tout a changé")))
        second = await elastic_store.search(Query(limit=2, after=first.next))
        assert [hit.record.mention.post.text for hit in second.hits] == ["Tout a changé"]

    async def test_a_bookmark_fits_in_an_address(self, elastic_store: ElasticStore) -> None:
        months = [a_record(n, first_seen=MONDAY - 31 * n * DAY) for n in range(24)]
        await elastic_store.write(batch(*months))
        after = (await elastic_store.search(Query(limit=5))).next
        assert after
        assert len(after) < 2_500


async def forget(settings: ElasticSettings, after: str) -> None:
    """Close the point in time of a bookmark, as the cluster does after five minutes."""
    bookmark = msgspec.msgpack.decode(
        urlsafe_b64decode(after + "=" * (-len(after) % 4)), type=Bookmark
    )
    async with httpx.AsyncClient(base_url=settings.urls[0]) as client:
        closed = await client.request("DELETE", "/_pit", json={"id": bookmark.view})
        assert closed.json()["succeeded"]


class TestWords:
    async def test_a_prefix_finds_every_mention_however_many_words_begin_so(
        self, elastic_store: ElasticStore
    ) -> None:
        letters = "abcdefghijklmnopqrstuvwxyz"
        records = [
            a_record(n, f"La rue neig{letters[n // 26 % 26]}{letters[n % 26]}{letters[n // 676]}")
            for n in range(1_500)
        ]
        await elastic_store.write(Batch(records=tuple(records)))
        for typed in ("neig", "rue-neig", "La rue neig"):
            found = await elastic_store.search(Query(where=Word(typed, prefix=True), limit=1))
            assert found.total == 1_500, typed

    async def test_clauses_nested_deeper_than_anyone_would_write_are_refused_in_words(
        self, elastic_store: ElasticStore
    ) -> None:
        clause: Clause = Word("neige")
        for _ in range(24):
            clause = Not(clause)
        await elastic_store.search(Query(where=clause, since=MONDAY))
        for where in (Not(clause), And((Not(clause),)), Or((Word("a"), Not(clause)))):
            with pytest.raises(InvalidInput, match="parenthèses"):
                await elastic_store.search(Query(where=where))

    async def test_no_field_that_can_be_searched_tells_who_wrote(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        record = a_record(
            text="Merci @personne9 ! https://social.example/personne9",
            url="https://social.example/personne9",
            author="pseudonyme9",
        )
        await elastic_store.write(batch(record))
        for typed in ("personne9", "pseudonyme9", "https://social.example/personne9"):
            everywhere = {"multi_match": {"query": typed, "fields": ["*"], "lenient": True}}
            assert found_by(elastic_settings, everywhere) == 0, typed

    async def test_kibana_finds_by_the_stems_of_both_languages(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        await elastic_store.write(batch(a_record(text="Les rues sont déneigées; potholes!")))
        for field, typed in (
            ("text.fr", "déneigement"),
            ("text.en", "pothole"),
            ("text", "DENEIGEES"),
        ):
            assert found_by(elastic_settings, {"match": {field: typed}}) == 1


class TestWhatThisProcessWrote:
    async def test_is_read_at_once_though_no_search_sees_it(
        self, elastic_stores: list[ElasticStore]
    ) -> None:
        store, *_ = elastic_stores
        record = a_record(1, "Le maire annonce une patinoire neuve au parc des Érables ce samedi.")
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        assert await store.get(record.mention.id) == record
        assert record.signature
        found = await store.similar(record.signature, "valbois", MONDAY - DAY)
        assert found == [record]
        saved = await store.review(Review(mention=record.mention.id, status="taken"))
        assert await store.get(record.mention.id) == msgspec.structs.replace(record, review=saved)
        assert len(await store.claim(MONDAY, HOUR, 5)) == 1
        assert (await store.write(batch(edited(record, "Autre chose")))).revised

    async def test_what_is_like_nothing_asks_the_cluster_nothing(
        self, elastic_stores: list[ElasticStore], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, *_ = elastic_stores
        await store.similar(b"\0" * 4, "valbois", MONDAY - DAY)
        asked: list[str] = []
        real = store._shelf.server._patiently

        async def counted(method: str, path: str, *others: Any) -> Any:
            asked.append(path)
            return await real(method, path, *others)

        monkeypatch.setattr(store._shelf.server, "_patiently", counted)
        many = [(pack(">4I", *range(4 * n, 4 * n + 4)), "valbois") for n in range(500)]
        assert await store.similar_many(many, MONDAY - DAY) == [[]] * 500
        assert asked == []


class TestOpening:
    async def test_several_processes_may_open_for_the_first_time_at_once(
        self, elastic_settings: ElasticSettings
    ) -> None:
        prefix = f"{elastic_settings.prefix}o"
        settings = msgspec.structs.replace(elastic_settings, prefix=prefix)
        stores = await asyncio.gather(*(ElasticStore.open(settings) for _ in range(4)))
        record = a_record()
        assert (await stores[0].write(batch(record))).new
        assert await stores[0].get(record.mention.id) == record
        await asyncio.gather(*(store.close() for store in stores))

    async def test_what_is_missing_is_made_again(
        self, elastic_settings: ElasticSettings, clock: HeldClock
    ) -> None:
        async with await ElasticStore.open(elastic_settings, clock) as store:
            delete(elastic_settings, "targets-v1")
            assert await store.disabled_targets() == {}
        async with await ElasticStore.open(elastic_settings, clock) as store:
            await store.disable_target("a", "410", MONDAY)
            assert await store.disabled_targets() == {"a": "410"}

    async def test_health_is_told(
        self, elastic_settings: ElasticSettings, elastic_store: ElasticStore
    ) -> None:
        await elastic_store.write(batch(a_record(1), a_record(2)))
        health = await examine(elastic_settings)
        assert (health.status, health.unassigned, health.mentions) == ("green", 0, 2)
        assert (health.mapping, health.ours) == (OURS.version, OURS.version)
        assert health.template_is_ours
        assert health.version.startswith("9.")
        assert health.indices == len(OURS.indices)
        assert health.nodes == 1

    async def test_health_is_not_that_of_a_neighbour(
        self, elastic_settings: ElasticSettings
    ) -> None:
        ours = msgspec.structs.replace(elastic_settings, prefix=f"{elastic_settings.prefix}h")
        theirs = msgspec.structs.replace(ours, prefix=f"{ours.prefix}-essai")
        async with await ElasticStore.open(theirs, refresh=True) as store:
            await store.write(batch(a_record()))
            health = await examine(ours)
        assert (health.mapping, health.mentions, health.indices) == (None, 0, 0)

    async def test_health_of_nothing_yet(self, elastic_settings: ElasticSettings) -> None:
        health = await examine(msgspec.structs.replace(elastic_settings, prefix="tvide"))
        assert (health.mapping, health.mentions, health.indices) == (None, 0, 0)
        assert not health.template_is_ours


async def test_a_store_that_is_closed_says_so(elastic_settings: ElasticSettings) -> None:
    store = await ElasticStore.open(elastic_settings)
    await store.close()
    await store.close()
    with pytest.raises(Exception, match="fermée"):
        await store.get("x")


class TestALifecyclePolicy:
    async def test_a_cluster_that_knows_none_refuses_and_says_which_setting(
        self, elastic_settings: ElasticSettings
    ) -> None:
        asked = msgspec.structs.replace(elastic_settings, lifecycle_policy="vigie-mentions")
        with pytest.raises(ConfigurationError) as refused:
            await ElasticStore.open(asked)
        assert "elasticsearch.lifecycle_policy" in refused.value.problems[0].fr

    def test_is_given_to_months_and_to_nothing_else(self) -> None:
        asked = ElasticSettings(lifecycle_policy="vigie-mentions")
        given = {
            kind: _index(OURS, asked, kind)["settings"]["index"].get("lifecycle")
            for kind in OURS.indices
        }
        assert given.pop("mentions") == {"name": "vigie-mentions"}
        assert set(given.values()) == {None}
