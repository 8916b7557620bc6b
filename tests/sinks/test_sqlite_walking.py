"""Pages by date of a question with words, found without looking at every answer."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from sinks.sqlite import SqliteStore, totals, walking
from tests.sinks.records import HOUR, MONDAY, a_record, batch
from vigie.query import And, Field, Query, Word

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
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        await store.write(batch(*(a_record(n, "neige" if n % 3 else "bruit") for n in range(9))))
        (route,) = (await store.count(Query(), ["route"])).facets["route"]
        asked = And((Word("neige"), Field("route", (route.value,))))
        assert (await store.count(Query(where=asked))).total == 6
