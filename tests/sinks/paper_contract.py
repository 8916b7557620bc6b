"""What every store promises of papers, as a suite: a store's own tests inherit it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Protocol

import pytest
from msgspec.structs import replace

from tests.sinks.records import DAY, HOUR, MONDAY, a_record, batch
from vigie.clock import HeldClock
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.retention import RetentionRule


class PaperStore(Store, Papers, Protocol):
    """A store that keeps mentions and the team's papers."""


def a_paper(key: str = "un", **others: Any) -> Paper:
    return Paper(
        **{"kind": "act", "key": key, "body": b'{"quoi":"corrig\xc3\xa9"}', "at": MONDAY} | others
    )


class PaperContract:
    """`vigie.paper.Papers`."""

    async def test_a_paper_comes_back_as_it_was_kept(self, store: PaperStore) -> None:
        kept = await store.keep(a_paper(town="valbois", about="m1", expires_at=MONDAY + 300 * DAY))
        assert kept.version == 1
        assert await store.paper("act", "un") == kept
        assert await store.papers("act") == [kept]

    async def test_an_unknown_paper_is_none(self, store: PaperStore) -> None:
        assert await store.paper("act", "aucun") is None
        assert await store.papers("act") == []

    async def test_kinds_are_apart(self, store: PaperStore) -> None:
        await store.keep(a_paper())
        assert await store.paper("session", "un") is None
        assert await store.papers("session") == []

    async def test_a_paper_changed_meanwhile_is_not_overwritten(self, store: PaperStore) -> None:
        first = await store.keep(a_paper())
        second = await store.keep(replace(first, body=b"deux"))
        with pytest.raises(InvalidInput):
            await store.keep(replace(first, body=b"trois"))
        with pytest.raises(InvalidInput):
            await store.keep(a_paper())
        assert await store.paper("act", "un") == second

    async def test_of_two_who_write_at_once_one_is_told(self, store: PaperStore) -> None:
        first = await store.keep(a_paper())
        writes = [store.keep(replace(first, body=str(n).encode())) for n in range(6)]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert sum(isinstance(outcome, Paper) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, InvalidInput) for outcome in outcomes) == 5

    async def test_papers_come_newest_first_and_by_the_page(self, store: PaperStore) -> None:
        for n in range(5):
            await store.keep(a_paper(f"p{n}", at=MONDAY + (n // 2) * HOUR))
        whole = [paper.key for paper in await store.papers("act")]
        assert whole == ["p4", "p2", "p3", "p0", "p1"]
        page = await store.papers("act", limit=2)
        rest = await store.papers("act", before=(page[-1].at, page[-1].key))
        assert [paper.key for paper in [*page, *rest]] == whole

    async def test_papers_are_found_by_town_and_by_what_they_are_about(
        self, store: PaperStore
    ) -> None:
        await store.keep(a_paper("a", town="valbois", about="m1"))
        await store.keep(a_paper("b", town="namur", about="m1"))
        await store.keep(a_paper("c"))
        assert [p.key for p in await store.papers("act", town="valbois")] == ["a"]
        assert [p.key for p in await store.papers("act", about="m1")] == ["a", "b"]
        assert [p.key for p in await store.papers("act", town="")] == ["c"]

    async def test_a_dropped_paper_is_gone_and_may_be_kept_anew(self, store: PaperStore) -> None:
        await store.keep(a_paper())
        assert await store.drop("act", ["un", "aucun"]) == 1
        assert await store.paper("act", "un") is None
        assert (await store.keep(a_paper())).version == 1

    async def test_a_paper_ends_by_itself(self, store: PaperStore, clock: HeldClock) -> None:
        await store.keep(a_paper(expires_at=clock.now() + timedelta(minutes=5)))
        clock.move(timedelta(minutes=5))
        assert await store.paper("act", "un") is None
        assert await store.papers("act") == []
        assert (await store.keep(a_paper())).version == 1

    async def test_retention_forgets_what_has_ended(
        self, store: PaperStore, clock: HeldClock
    ) -> None:
        await store.keep(a_paper(expires_at=clock.now() + DAY))
        later = clock.now() + 2 * DAY
        await store.expire([RetentionRule(days=365)], later, dry_run=False)
        assert await store.drop("act", ["un"]) == 0

    async def test_what_is_about_an_erased_mention_goes_with_it(self, store: PaperStore) -> None:
        record = a_record("Un nid-de-poule")
        await store.write(batch(record))
        await store.keep(a_paper("a", about=record.mention.id))
        await store.keep(a_paper("b", about="autre"))
        await store.erase([record.mention.id], MONDAY)
        assert [paper.key for paper in await store.papers("act")] == ["b"]
