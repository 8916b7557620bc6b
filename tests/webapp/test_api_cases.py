"""Cases through the API: on the case that was read, by a real hand-off, each act noted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from pipeline.settings_handoff import HandoffSettings
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.pipeline.front_doors import Door
from tests.webapp.api_calls import ELSEWHERE, OFFICER, a_caller, an_app, an_it, problem_of
from tests.webapp.offices import an_office
from tests.webapp.test_cases_pages import hear
from vigie.actor import Actor
from vigie.case_contracts import Unsure
from vigie.clock import HeldClock
from vigie.say import Say


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock) as opened:
        yield opened


@pytest.fixture
def door() -> Door:
    return Door()


def handing(store: SqliteStore, clock: HeldClock, door: Door, actor: Actor) -> httpx.AsyncClient:
    """A caller of an installation whose hand-off is on."""
    settings = HandoffSettings(by="open311", services={"pothole": "001"})
    desks = dict.fromkeys((TOWN.slug, ELSEWHERE.slug), door)
    it = an_it(store, clock, desks=desks, handoff=settings)
    return a_caller(an_app(store, clock, office=an_office(store, actor, it=it)))


@pytest.fixture
async def api(store: SqliteStore, clock: HeldClock, door: Door) -> AsyncIterator[httpx.AsyncClient]:
    await hear(store)
    async with handing(store, clock, door, OFFICER) as caller:
        yield caller


async def the_case(api: httpx.AsyncClient) -> tuple[str, str]:
    """Return the address of the one case, and its ETag."""
    (case,) = (await api.get("/cases")).json()["cases"]
    path = f"/cases/{case['reference']}"
    return path, (await api.get(path)).headers["etag"]


async def test_a_case_that_was_read_is_sent_once_and_the_act_is_noted(
    store: SqliteStore, api: httpx.AsyncClient
) -> None:
    path, tag = await the_case(api)
    told = (await api.get(path)).json()
    assert told["offered"] == ["approve", "send", "withdraw"]
    assert told["message"]["text"].startswith(f"[{told['reference']}]")
    sent = await api.post(f"{path}/send", headers={"If-Match": tag})
    assert sent.json()["handoff"]["state"] == "open", sent.text
    assert sent.headers["etag"] != tag
    stale = await api.post(f"{path}/send", headers={"If-Match": tag})
    problem_of(stale, 412)
    assert stale.headers["etag"] == sent.headers["etag"]
    again = await api.post(f"{path}/send", headers={"If-Match": sent.headers["etag"]})
    assert problem_of(again, 409)["detail"]
    (act,) = await store.papers("act")
    assert act.about == told["reference"]


async def test_a_case_is_approved_then_withdrawn(api: httpx.AsyncClient) -> None:
    path, tag = await the_case(api)
    approved = await api.post(f"{path}/approve", headers={"If-Match": tag})
    assert approved.json()["handoff"]["state"] == "approved"
    headers = {"If-Match": approved.headers["etag"], "Idempotency-Key": "k1"}
    withdrawn = await api.post(f"{path}/withdraw", headers=headers)
    assert withdrawn.json()["handoff"]["state"] == "withdrawn"
    replayed = await api.post(f"{path}/withdraw", headers=headers)
    assert replayed.content == withdrawn.content
    problem_of(await api.post(f"{path}/withdraw"), 428)


async def test_a_case_of_unknown_outcome_is_looked_for(api: httpx.AsyncClient, door: Door) -> None:
    path, tag = await the_case(api)
    door.outcomes.append(Unsure(Say("Coupé.", "Cut off.")))
    unsure = await api.post(f"{path}/send", headers={"If-Match": tag})
    assert unsure.json()["handoff"]["state"] == "unknown", unsure.text
    assert unsure.json()["offered"] == ["look", "again", "withdraw"]
    headers = {"If-Match": unsure.headers["etag"]}
    looked = await api.post(f"{path}/look", json={"again": True}, headers=headers)
    assert looked.json()["handoff"]["state"] == "open", looked.text
    assert (door.looked, len(door.got)) == (1, 2)


async def test_a_reader_sends_nothing_and_another_town_has_no_such_case(
    store: SqliteStore, clock: HeldClock, door: Door, api: httpx.AsyncClient
) -> None:
    path, tag = await the_case(api)
    for actor, status in (
        (Actor(name="r", role="reader"), 403),
        (Actor(name="o", role="officer", towns=(ELSEWHERE.slug,)), 404),
    ):
        async with handing(store, clock, door, actor) as other:
            for act in ("approve", "send", "withdraw"):
                answer = await other.post(f"{path}/{act}", headers={"If-Match": tag})
                problem_of(answer, status)
    assert (await api.get(path)).json()["handoff"]["state"] == "draft"


async def test_a_bound_officer_uses_a_key_on_a_case_too(
    store: SqliteStore, clock: HeldClock, door: Door, api: httpx.AsyncClient
) -> None:
    path, tag = await the_case(api)
    bound = Actor(name="o", role="officer", towns=(TOWN.slug,))
    headers = {"If-Match": tag, "Idempotency-Key": "k1"}
    async with handing(store, clock, door, bound) as other:
        first = await other.post(f"{path}/withdraw", headers=headers)
        again = await other.post(f"{path}/withdraw", headers=headers)
    assert first.status_code == again.status_code == 200, again.text
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_rules_of_alerts_are_read(api: httpx.AsyncClient) -> None:
    told = (await api.get("/rules")).json()
    assert {rule["origin"] for rule in told["rules"]} == {"built_in"}
    assert all(rule["name"] and rule["state"] in ("on", "off") for rule in told["rules"])
    assert told["targets"] == ["équipe"]
