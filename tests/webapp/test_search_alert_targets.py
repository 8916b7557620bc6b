"""An alert made without choosing targets, on the page or by the API, stays with its town's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pipeline.chain import Chain
from pipeline.search_rules import SearchRules
from pipeline.stages import TownParts, Watch
from pipeline.watching_searches import SearchWatch
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.api_calls import ELSEWHERE, a_caller, an_app, an_it, heard, its_reports
from tests.webapp.offices import an_office, send
from tests.webapp.records import read, record, squeezed
from vigie.actor import Actor
from vigie.clock import HeldClock
from vigie.served_towns import ServedTowns

TARGETS = ("d’ici", "d’ailleurs", "de tous")
#: As `[[rule]]` of the settings: all that tells whom a target serves.
RULES: tuple[dict[str, Any], ...] = (
    {"name": "a", "when": {"emergency": True, "town": [TOWN.slug]}, "targets": ["d’ici"]},
    {"name": "b", "when": {"emergency": True, "town": [ELSEWHERE.slug]}, "targets": ["d’ailleurs"]},
)
_SEARCH = {"name": "Neige", "question": f"?q=neige&town={TOWN.slug}"}


async def by_the_page(api: httpx.AsyncClient) -> None:
    page = httpx.AsyncClient(transport=api._transport, base_url="http://localhost")
    await send(page, "/recherches", "/mentions", **_SEARCH)
    (search,) = (await api.get("/searches")).json()["searches"]
    answer = await send(page, f"/recherche/{search['key']}/alerte", "/recherches", pace="each")
    assert answer.status_code == 303


async def by_the_api(api: httpx.AsyncClient) -> None:
    kept = await api.post("/searches", json=_SEARCH)
    headers = {"If-Match": kept.headers["etag"]}
    answer = await api.put(f"/searches/{kept.json()['key']}/alert", json={}, headers=headers)
    assert answer.status_code == 200, answer.text


def an_api(
    store: SqliteStore, clock: HeldClock, *towns: str, targets: tuple[str, ...] = TARGETS
) -> httpx.AsyncClient:
    actor = Actor(name="anne", role="officer", towns=towns)
    it = an_it(store, clock, rules=RULES, targets=TARGETS)
    office = an_office(store, actor, it=it, reports=its_reports(store, clock), targets=targets)
    return a_caller(an_app(store, clock, actor, office=office))


@pytest.mark.parametrize("make", [by_the_page, by_the_api])
@pytest.mark.parametrize("towns", [(), (TOWN.slug,)], ids=["all-towns", "one-town"])
async def test_an_alert_without_a_target_goes_to_those_that_serve_its_town(
    store: SqliteStore, clock: HeldClock, make: Any, towns: tuple[str, ...]
) -> None:
    async with an_api(store, clock, *towns) as api:
        await make(api)
    parts = {town.slug: TownParts(town=town, chain=Chain([])) for town in (TOWN, ELSEWHERE)}
    settled = Watch(targets=TARGETS, served=ServedTowns.of(RULES))
    await heard(store, record("De la neige.", ago=0))
    await SearchWatch(SearchRules(store, parts, settled), store, clock).look()
    assert {each.target for each in await store.deliveries()} == {"d’ici", "de tous"}


@pytest.mark.parametrize(("targets", "told"), [(TARGETS, False), (("d’ailleurs",), True)])
async def test_the_page_says_when_no_target_serves_the_town(
    store: SqliteStore, clock: HeldClock, targets: tuple[str, ...], told: bool
) -> None:
    async with an_api(store, clock, TOWN.slug, targets=targets) as api:
        await api.post("/searches", json=_SEARCH)
        shown = squeezed(read((await api.get("http://localhost/recherches")).text).text)
    assert ("ne sert vos villes" in shown) is told
