"""Saved searches that alert, over a real store: each mention told once, by name, in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.chain import Chain
from pipeline.search_rules import SearchRules
from pipeline.stages import TownParts, Watch
from pipeline.watching_searches import SearchWatch
from sinks.sqlite.store import SqliteStore
from tests.desk.crowds import MONDAY, TOWN, said
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.codec import encode
from vigie.errors import Unavailable
from vigie.judgement import Label
from vigie.paper import Paper
from vigie.record import Record
from vigie.review import Review
from vigie.saved_search import PACES, SEARCH, SavedSearch, SearchAlert
from vigie.say import Say
from vigie.served_towns import ServedTowns

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
PARTS = {
    TOWN.slug: TownParts(town=TOWN, chain=Chain([])),
    OTHER.slug: TownParts(town=OTHER, chain=Chain([])),
    "ville-fictive.theme": TownParts(town=TOWN, chain=Chain([]), theme=True),
}
EACH = SearchAlert(since=MONDAY)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", HeldClock(MONDAY)) as opened:
        yield opened


class Looking:
    """A watch over a store, by a clock that is held; `again` is as after a restart."""

    def __init__(self, store: SqliteStore, **watch: Any) -> None:
        self.clock = HeldClock(MONDAY)
        self.store = store
        settings = {"targets": ("équipe", "salon"), "page_url": "http://127.0.0.1:8311", **watch}
        self.rules = SearchRules(store, PARTS, Watch(**settings))
        self.again()

    def again(self) -> None:
        self.watch = SearchWatch(self.rules, self.store, self.clock)

    async def save(self, alert: SearchAlert | None = EACH, **changes: Any) -> SavedSearch:
        saved = SavedSearch(
            **{
                "name": "Neige à la Une",
                "owner": "essai",
                "question": "q=neige&period=7d",
                "towns": (TOWN.slug,),
                "alert": alert,
            }
            | changes
        )
        kept = await self.store.paper(SEARCH, "abc")
        version = kept.version if kept else 0
        paper = Paper(kind=SEARCH, key="abc", body=encode(saved), at=MONDAY, version=version)
        await self.store.keep(paper)
        return saved

    async def told(self, *records: Record, later: timedelta = MINUTE) -> list[Delivery]:
        if records:
            await self.store.write(Batch(records=records))
        self.clock.move(later)
        before = {(d.alert.id, d.target) for d in await self.store.deliveries(1000)}
        await self.watch.look()
        found = await self.store.deliveries(1000)
        return [d for d in found if (d.alert.id, d.target) not in before]


def snow(number: int, at: timedelta = timedelta(0), **more: Any) -> Record:
    """A mention of snow, published so long after Monday's nine o'clock."""
    post = {"title": f"Neige numéro {number}.", **more.pop("post", {})}
    return said(number, MONDAY + at, post=post, **more)


async def test_a_mention_that_arrives_is_told_once_by_the_search_s_name(
    store: SqliteStore,
) -> None:
    it = Looking(store)
    await it.save(SearchAlert(since=MONDAY, targets=("salon",), severity="urgent"))
    (sent,) = await it.told(snow(1), said(2))
    assert sent.target == "salon"
    assert sent.alert.rule == "search:abc"
    assert sent.alert.severity == "urgent"
    assert sent.alert.reason == "Nouvelle mention pour la recherche enregistrée « Neige à la Une »."
    assert sent.alert.url == f"http://127.0.0.1:8311/mention/{sent.alert.mention}"
    assert "Neige numéro 1" in sent.alert.summary["excerpt"]
    assert "residente_fictive" not in str(sent)
    assert await it.told() == []
    it.again()
    assert await it.told() == []
    (next_one,) = await it.told(snow(3, MINUTE))
    assert next_one.alert.id != sent.alert.id


async def test_without_chosen_targets_all_are_told_and_those_that_left_are_not(
    store: SqliteStore,
) -> None:
    it = Looking(store)
    await it.save()
    assert {d.target for d in await it.told(snow(1))} == {"équipe", "salon"}
    await it.save(SearchAlert(since=MONDAY, targets=("salon", "ancienne")))
    assert {d.target for d in await it.told(snow(2))} == {"salon"}


#: « salon » is kept to the other town, « bureau » to both; « équipe » is everyone's.
KEPT = (
    {"name": "là", "when": {"emergency": True, "town": [OTHER.slug]}, "targets": ["salon"]},
    {"name": "ici", "when": {"town": [OTHER.slug, TOWN.slug]}, "targets": ["bureau"]},
)
EVERY = ("équipe", "salon", "bureau")


@pytest.mark.parametrize("pace", PACES)
async def test_without_chosen_targets_those_that_serve_other_towns_only_are_not_told(
    store: SqliteStore, pace: str
) -> None:
    it = Looking(store, targets=EVERY, served=ServedTowns.of(KEPT))
    await it.save(SearchAlert(since=MONDAY, pace=pace, hours=2), towns=(TOWN.slug, OTHER.slug))
    there = snow(2)
    moved = replace(there, mention=replace(there.mention, town=OTHER.slug, id="là"))
    told = await it.told(snow(1), moved, later=3 * HOUR)
    assert {(d.alert.town, d.target) for d in told} == {
        *((TOWN.slug, target) for target in ("équipe", "bureau")),
        *((OTHER.slug, target) for target in EVERY),
    }
    # One that has left the settings leaves the same behind as none.
    await it.save(SearchAlert(since=MONDAY, targets=("ancienne",)))
    again = await it.told(snow(3, 4 * HOUR), later=2 * HOUR)
    assert {d.target for d in again} == {"équipe", "bureau"}


async def test_a_search_whose_town_no_target_serves_tells_nobody(store: SqliteStore) -> None:
    it = Looking(store, targets=("salon",), served=ServedTowns.of(KEPT))
    await it.save()
    assert await it.told(snow(1)) == []
    # A target chosen by name is a person's own decision.
    await it.save(SearchAlert(since=MONDAY, targets=("salon",)))
    assert {d.target for d in await it.told(snow(2, MINUTE))} == {"salon"}


async def test_what_was_heard_before_it_was_turned_on_is_not_told(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save(SearchAlert(since=MONDAY + HOUR))
    assert await it.told(snow(1)) == []
    assert await it.told(later=2 * HOUR) == []
    assert len(await it.told(snow(2, HOUR + MINUTE))) == 2


async def test_an_import_of_history_wakes_nobody(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save()
    month = timedelta(days=31)
    assert await it.told(snow(1, -month, late=month)) == []
    late = timedelta(days=3)
    assert len(await it.told(snow(2, -late, late=late))) == 2


async def test_a_search_turned_off_or_deleted_or_not_understood_tells_nothing(
    store: SqliteStore,
) -> None:
    it = Looking(store)
    await it.save(None)
    assert await it.told(snow(1)) == []
    await it.save(question='q="jamais+fermé')
    assert await it.told(snow(2)) == []
    await it.save()
    await store.drop(SEARCH, ["abc"])
    assert await it.told(snow(3)) == []


async def test_an_edition_that_comes_to_be_found_is_told_and_one_already_told_is_not(
    store: SqliteStore,
) -> None:
    it = Looking(store)
    await it.save()
    first = said(1, MONDAY)
    assert await it.told(first) == []
    text = replace(first.mention.post, text="Neige finalement.", revision=2)
    edited = replace(first, mention=replace(first.mention, post=text))
    assert len(await it.told(edited)) == 2
    again = replace(text, text="Neige, dis-je.", revision=3)
    it.again()
    assert await it.told(replace(first, mention=replace(first.mention, post=again))) == []


async def test_a_person_s_correction_counts_as_what_it_says(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save(question="topic=snow")
    one = said(1, MONDAY, topic=Label("noise", 0.9))
    assert await it.told(one) == []
    await store.review(Review(mention=one.mention.id, corrections={"topic": "snow"}))
    assert len(await it.told()) == 2


async def test_each_town_of_the_search_is_told_apart_and_no_other(store: SqliteStore) -> None:
    it = Looking(store)
    there = snow(2)
    moved = replace(there, mention=replace(there.mention, town=OTHER.slug, id="là"))
    theme = replace(there, mention=replace(there.mention, town="ville-fictive.theme", id="thème"))
    await it.save()
    assert {d.alert.town for d in await it.told(snow(1), moved, theme)} == {TOWN.slug}
    await it.save(towns=(TOWN.slug, OTHER.slug, "ville-fictive.theme", "inconnue"))
    (sent, _) = await it.told()
    assert sent.alert.town == OTHER.slug
    assert sent.alert.title.startswith("Autre-Ville")


async def test_a_digest_says_once_a_period_how_many_came(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save(SearchAlert(since=MONDAY, pace="digest", hours=2, targets=("salon",)))
    assert await it.told(*(snow(n, n * MINUTE) for n in range(5)), later=HOUR) == []
    (sent,) = await it.told(later=HOUR + MINUTE)
    assert sent.alert.title == "Ville-Fictive · 5 mentions pour « Neige à la Une »"
    assert sent.alert.reason.startswith("Recherche enregistrée « Neige à la Une » : 5 publications")
    assert sent.alert.url == "http://127.0.0.1:8311/recherche/abc"
    assert "numéro" not in str(sent)
    assert await it.told(later=HOUR) == []


async def test_a_floor_waits_for_enough_and_then_cools_down(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save(SearchAlert(since=MONDAY, pace="floor", mentions=3, hours=4, targets=("salon",)))
    assert await it.told(snow(1), snow(2)) == []
    (sent,) = await it.told(snow(3, 2 * MINUTE), later=2 * MINUTE)
    assert "3 mentions" in sent.alert.title
    assert await it.told(*(snow(n, 9 * MINUTE) for n in range(4, 9)), later=7 * MINUTE) == []
    it.again()
    late = 5 * HOUR
    (again,) = await it.told(*(snow(n, late) for n in range(10, 13)), later=late)
    assert again.alert.id != sent.alert.id


async def test_a_storm_is_told_in_turns_and_none_of_it_is_lost(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save(SearchAlert(since=MONDAY, targets=("salon",)))
    storm = [snow(n, n * timedelta(seconds=1)) for n in range(120)]
    assert len(await it.told(*storm)) == 50
    assert len(await it.told()) == 50
    it.again()
    assert len(await it.told()) == 20


async def test_a_store_that_is_away_is_asked_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = Looking(store)
    await it.save()

    async def away(*_args: object, **_more: object) -> list[Paper]:
        raise Unavailable(Say("absente", "away"))

    with monkeypatch.context() as patch:
        patch.setattr(store, "papers", away)
        assert await it.told(snow(1)) == []
    assert len(await it.told()) == 2


async def test_the_watch_looks_until_it_is_told_to_stop(store: SqliteStore) -> None:
    it = Looking(store)
    await it.save()
    await store.write(Batch(records=(snow(1),)))
    it.clock.move(MINUTE)
    stop = asyncio.Event()
    watching = asyncio.create_task(it.watch.run(stop))
    for _ in range(500):
        if await store.deliveries():
            break
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(watching, 2)
    assert len(await store.deliveries()) == 2
