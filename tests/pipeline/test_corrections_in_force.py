from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.chain import Chain
from pipeline.corrections_in_force import follow_on
from pipeline.stages import TownParts
from sinks.sqlite import SqliteStore
from tests.desk.examples import MONDAY, TOWN, case
from tests.webapp.act_contract import ANNE
from tests.webapp.offices import a_site
from tests.webapp.records import record
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Verdict
from vigie.query import Field, Query
from vigie.record import Record
from webapp.mention import acts

TOWNS = {TOWN.slug: TownParts(town=TOWN, chain=Chain([]))}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db") as opened:
        yield opened


def anew(one: Record, **labels: object) -> Record:
    """The same judged again, with other labels, as the machine alone would decide."""
    again = record(one.mention.post.text, **labels)
    judgement = replace(again.judgement, generation=2)
    return replace(again, judgement=judgement, first_seen=one.first_seen)


async def test_a_danger_found_when_judging_again_is_not_hidden_by_an_older_correction(
    store: SqliteStore, clock: HeldClock
) -> None:
    one = record("Un fil pend.", service_request=case())
    await store.write(Batch(records=(one,)))
    site = a_site(store, clock, ANNE)
    await acts.correct(site, one.mention.id, 0, {"service_request": "false"})
    again = anew(one, service_request=case(), emergency=Verdict(True, 0.9))
    await store.write(Batch(records=(again,)))
    assert await follow_on(store, TOWNS, [again], MONDAY) == 1
    found = await store.search(Query(where=Field("route", ("emergency",))))
    assert [hit.record.mention.id for hit in found.hits] == [one.mention.id]
    kept = found.hits[0].record.review
    assert kept is not None
    assert kept.corrections == {"service_request": "false"}
    assert (kept.by, kept.at) == ("anne", MONDAY)
    assert await follow_on(store, TOWNS, [again], MONDAY) == 0


async def test_a_correction_that_leads_to_the_route_holds_whatever_the_machine_says_next(
    store: SqliteStore, clock: HeldClock
) -> None:
    one = record("Un fil pend.")
    await store.write(Batch(records=(one,)))
    site = a_site(store, clock, ANNE)
    await acts.correct(site, one.mention.id, 0, {"emergency": "true"})
    again = anew(one, service_request=case())
    await store.write(Batch(records=(again,)))
    await follow_on(store, TOWNS, [again], MONDAY)
    found = await store.search(Query(where=Field("route", ("emergency",))))
    assert found.total == 1


async def test_what_nobody_corrected_is_left_alone(store: SqliteStore) -> None:
    one = record("Un trou.", service_request=case())
    again = anew(one)
    await store.write(Batch(records=(again,)))
    assert await follow_on(store, TOWNS, [again], MONDAY) == 0
    kept = await store.get(one.mention.id)
    assert kept is not None
    assert kept.review is None
