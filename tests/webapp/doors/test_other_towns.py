"""What the installation keeps as a whole is told to someone of one town for that town alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.finding import bad, well
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.doors.people import OTHER_TOWN
from tests.webapp.offices import a_site, an_installation, an_office
from tests.webapp.records import record
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.chart import Bars
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.saved_search import SavedSearch
from webapp.api.events import _still
from webapp.door import OpenDoor
from webapp.searches.shelf import keep_new, searches

TOWNS = (TOWN, OTHER_TOWN)
HERE = Actor(name="anne", role="admin", towns=(TOWN.slug,))
THERE = Actor(name="luc", role="admin", towns=(OTHER_TOWN.slug,))
BOTH = Actor(name="anne", role="admin")
RULE = {"name": "Neige", "when": {"topic": ["snow"]}}


def a_place(store: SqliteStore, clock: HeldClock, actor: Actor, **others: Any) -> Any:
    it = an_installation(store, clock=clock, towns=TOWNS)
    office = an_office(store, it=it, **others)
    return a_site(store, clock, BOTH, towns=TOWNS, office=office).seen_by(actor)


async def test_a_rule_of_all_towns_is_tried_on_ones_own(
    store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(
        Batch(records=(record("La neige !", topic=Label(value="snow", confidence=0.9)),))
    )
    counts = {}
    for actor in (BOTH, HERE, THERE):
        desk = a_place(store, clock, actor).office.rule_desk
        counts[actor.towns] = (await desk.trial(RULE, "", 3650)).count
    assert counts == {(): 1, HERE.towns: 1, THERE.towns: 0}


async def test_a_rule_is_not_tried_on_another_town(store: SqliteStore, clock: HeldClock) -> None:
    desk = a_place(store, clock, THERE).office.rule_desk
    for rule, town in ((RULE, TOWN.slug), ({**RULE, "when": {"town": [TOWN.slug]}}, "")):
        with pytest.raises(HTTPException) as refused:
            await desk.trial(rule, town, 90)
        assert refused.value.status_code == 404


async def test_a_chart_held_for_one_town_is_not_found_by_another(
    store: SqliteStore, clock: HeldClock
) -> None:
    chart = Bars(language="fr", alt="Neige", heads=("a", "b"), unit="mentions", bars=())
    site = a_place(store, clock, BOTH)
    key = site.seen_by(HERE).office.held.hold(chart)
    assert site.seen_by(HERE).office.held.get(key) == chart
    assert site.seen_by(THERE).office.held.get(key) is None
    whole = site.office.held.hold(chart)
    assert site.office.held.get(whole) == chart
    assert site.seen_by(THERE).office.held.get(whole) is None


async def test_the_settings_page_checks_ones_own_towns_and_sources(
    store: SqliteStore, clock: HeldClock
) -> None:
    async def examine() -> list[Any]:
        return [
            well("ici", "ici", TOWN.slug),
            bad("là-bas", "là-bas", OTHER_TOWN.slug),
            bad("fil d’ici", "fil d’ici", source="ici"),
            bad("fil de là-bas", "fil de là-bas", source="ailleurs"),
            well("disque", "disque"),
        ]

    heard = {"ici": (TOWN.slug,), "ailleurs": (OTHER_TOWN.slug,)}

    async def told(actor: Actor) -> list[str]:
        site = a_place(store, clock, actor, examine=examine, heard_for=heard)
        return [each.say.fr for each in await site.office.examine()]

    assert await told(HERE) == ["ici", "fil d’ici"]
    assert await told(THERE) == ["là-bas", "fil de là-bas"]
    assert len(await told(BOTH)) == 5


async def test_who_no_longer_sees_a_searchs_towns_no_longer_sees_the_search(
    store: SqliteStore,
) -> None:
    both = SavedSearch(
        name="Neige", owner="anne", question="q=neige", towns=(TOWN.slug, OTHER_TOWN.slug)
    )
    await keep_new(store, both, MONDAY)
    assert len(await searches(store, BOTH)) == 1
    assert await searches(store, HERE) == []


async def test_a_stream_knows_that_its_caller_no_longer_sees_the_town(
    store: SqliteStore, clock: HeldClock
) -> None:
    for now, goes_on in ((HERE, True), (THERE, False)):
        site = a_place(store, clock, HERE, door=OpenDoor(now))
        call: Any = SimpleNamespace(
            site=site, request=Request({"type": "http", "headers": [], "path": "/"})
        )
        assert await _still(call) is goes_on
