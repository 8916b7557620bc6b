"""What every store promises of what arrives, as a suite: a store's own tests inherit it."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import pytest
from msgspec.structs import replace

from tests.sinks.records import MONDAY, a_record, batch
from vigie.arrivals import Arrivals
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.record import Record


class ArrivalStore(Store, Arrivals, Protocol):
    """A store that tells what arrives."""


def a_sighting(text: str, seconds: float) -> Record:
    return replace(a_record(text), first_seen=MONDAY + timedelta(seconds=seconds))


async def told_since(store: ArrivalStore, place: str, limit: int = 1_000) -> tuple[list[str], str]:
    """Return the ids of what arrived since a place, each once, and the place after them."""
    ids: dict[str, None] = {}
    while True:
        found = await store.arrived(place, limit)
        ids |= dict.fromkeys(each.mention for each in found.arrivals)
        place = found.place
        if len(found.arrivals) < limit:
            return list(ids), place


class ArrivalContract:
    """`vigie.arrivals.Arrivals`."""

    async def test_only_what_comes_after_is_an_arrival(self, store: ArrivalStore) -> None:
        old, new = a_sighting("Ancien", 0), a_sighting("Nouveau", 60)
        await store.write(batch(old))
        place = (await store.arrived(None)).place
        await store.write(batch(new))
        found = await store.arrived(place)
        assert new.mention.id in {each.mention for each in found.arrivals}
        (arrival,) = [each for each in found.arrivals if each.mention == new.mention.id]
        assert (arrival.town, arrival.first_seen) == (new.mention.town, new.first_seen)

    async def test_in_an_empty_store_the_first_is_not_missed(self, store: ArrivalStore) -> None:
        place = (await store.arrived(None)).place
        new = a_sighting("Nouveau", 3600 * 24 * 30)
        await store.write(batch(new))
        assert (await told_since(store, place))[0] == [new.mention.id]

    async def test_an_edition_is_no_arrival(self, store: ArrivalStore) -> None:
        first = a_sighting("Un texte", 0)
        await store.write(batch(first))
        await store.write(batch(a_sighting("Un autre", 120)))
        place = (await store.arrived(None)).place
        post = replace(first.mention.post, text="Un texte corrigé", revision=2)
        edited = replace(first, mention=replace(first.mention, post=post))
        await store.write(batch(replace(edited, first_seen=MONDAY + timedelta(seconds=300))))
        assert first.mention.id not in (await told_since(store, place))[0]

    async def test_by_the_page_nothing_is_skipped(self, store: ArrivalStore) -> None:
        await store.write(batch(a_sighting("Ancien", 0)))
        place = (await store.arrived(None)).place
        records = [a_sighting(f"Texte {n}", 60 + n // 2) for n in range(11)]
        await store.write(batch(*records))
        ids, after = await told_since(store, place, limit=4)
        wanted = [each.mention.id for each in records]
        assert sorted(each for each in ids if each in wanted) == sorted(wanted)
        late = a_sighting("Dernier", 200)
        await store.write(batch(late))
        assert late.mention.id in (await told_since(store, after))[0]

    async def test_each_arrival_is_a_place_to_go_on_from(self, store: ArrivalStore) -> None:
        place = (await store.arrived(None)).place
        records = [a_sighting(f"Texte {n}", 60 * n) for n in range(4)]
        await store.write(batch(*records))
        arrivals = (await store.arrived(place)).arrivals
        ids, _ = await told_since(store, arrivals[1].place)
        assert [each.mention for each in arrivals[2:]] == ids[-2:]

    async def test_what_was_erased_is_not_told_and_hides_nothing(self, store: ArrivalStore) -> None:
        old = a_sighting("Ancien", 0)
        await store.write(batch(old))
        place = (await store.arrived(None)).place
        await store.erase([old.mention.id], MONDAY)
        new = a_sighting("Nouveau", 60)
        await store.write(batch(new))
        assert (await told_since(store, place))[0] == [new.mention.id]

    @pytest.mark.parametrize("place", ["", "zzz", "1", "1.2.3", "-1.0", "9" * 30 + ".0"])
    async def test_a_strange_place_is_refused(self, store: ArrivalStore, place: str) -> None:
        with pytest.raises(InvalidInput):
            await store.arrived(place)
