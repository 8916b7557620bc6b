"""Pages by date of a question with words, found without looking at every answer."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from sinks.sqlite import SqliteStore, counting, totals, walking
from tests.sinks.records import HOUR, MONDAY, a_record, batch
from vigie.judgement import Label
from vigie.query import And, Bucket, Clause, Field, Query, Word

_COUNT = 60


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("read", [5, 1_000])
@pytest.mark.parametrize("late", [2, 60])
async def test_pages_hold_every_answer_in_its_order_whenever_it_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str, read: int, late: int
) -> None:
    monkeypatch.setattr(walking, "_AT_ONCE", 0)
    monkeypatch.setattr(walking, "_READ", read)
    chance = random.Random(f"{order} {read} {late}")
    # Up to so many hours late: nearly in order, or in none.
    hours = sorted(range(_COUNT), key=lambda n: n + chance.random() * late)
    records = [
        a_record(n, "neige" if n % 3 else "bruit", at=MONDAY + hour * HOUR)
        for n, hour in enumerate(hours)
    ]
    wanted = sorted(
        (r.mention for r in records if r.mention.post.text == "neige"),
        key=lambda mention: mention.post.published_at,
        reverse=order == "newest",
    )
    query = Query(where=Word("neige"), order=order, limit=4)
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        await store.write(batch(*records))
        for bounds in ({}, {"since": MONDAY, "until": MONDAY + _COUNT * HOUR}):
            found = []
            page = await store.search(msgspec.structs.replace(query, **bounds))
            found += [hit.record.mention.id for hit in page.hits]
            while page.next:
                page = await store.search(msgspec.structs.replace(query, after=page.next, **bounds))
                found += [hit.record.mention.id for hit in page.hits]
            assert found == [mention.id for mention in wanted]


async def test_dates_without_a_mention_bound_no_row(tmp_path: Path) -> None:
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        await store.write(batch(a_record(1, "neige", at=MONDAY)))
        query = Query(where=Word("neige"), since=MONDAY + HOUR)
        assert (await store.search(query)).total == 0
        assert (await store.search(msgspec.structs.replace(query, since=MONDAY))).total == 1


@pytest.mark.parametrize("few", [0, 100])
async def test_a_route_s_words_are_counted_the_same_from_either_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(totals, "_FEW", few)
    monkeypatch.setattr(totals, "_VERY_FEW", few)
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        await store.write(batch(*(a_record(n, "neige" if n % 3 else "bruit") for n in range(9))))
        (route,) = (await store.count(Query(), ["route"])).facets["route"]
        asked = And((Word("neige"), Field("route", (route.value,))))
        for most, number in ((None, 6), (6, 6), (5, 5), (1, 1)):
            assert (await store.count(Query(where=asked, most=most))).total == number


@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize("last", [0, 10, 20, 1_000])
async def test_the_newest_are_counted_the_same_along_the_rows_or_by_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int, *, dense: bool
) -> None:
    monkeypatch.setattr(counting, "_LAST", last)
    records = [
        a_record(n, topic=Label("snow" if dense or n % 10 == 0 else "noise", 0.9))
        for n in range(_COUNT)
    ]
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        await store.write(batch(*records))
        snow = Query(where=Field("topic", ("snow",)), most=5)
        assert (await store.count(snow, ["topic"])).facets["topic"] == (Bucket("snow", 5),)
        snow = msgspec.structs.replace(snow, most=100)
        answers = _COUNT if dense else _COUNT // 10
        assert (await store.count(snow, ["topic"])).facets["topic"] == (Bucket("snow", answers),)


@pytest.mark.parametrize(
    "where", [Word("neige"), And((Word("neige"), Field("town", ("valbois",))))]
)
async def test_the_best_of_the_last_that_came_are_shown_before_the_best_of_the_others(
    tmp_path: Path, where: Clause
) -> None:
    # The best came first: it is not among the newest.
    records = [a_record(n, "neige " * (12 - n) + "et pluie " * n) for n in range(12)]
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        for record in records:
            await store.write(batch(record))
        page = await store.search(Query(where=where, order="best", limit=3, most=8))
        found, told = [*page.hits], [page.among]
        await store.write(batch(a_record(99, "neige " * 12)))
        while page.next:
            query = Query(where=where, order="best", limit=3, most=8, after=page.next)
            page = await store.search(query)
            found, told = [*found, *page.hits], [*told, page.among]
        # The best of the eight newest, then the best of those before.
        wanted = [*records[4:], *records[:4]]
        assert [hit.record.mention.id for hit in found] == [r.mention.id for r in wanted]
        assert told == [8, 8, 8, 8]
