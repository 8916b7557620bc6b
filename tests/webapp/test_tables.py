from __future__ import annotations

from typing import NoReturn

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from tests.webapp.records import read, squeezed
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.say import Say
from webapp.app import create


def move(source: str, **more: object) -> CursorMove:
    return CursorMove(**{"source": source, "cursor": b"1", "at": MONDAY, "heard": True, **more})  # type: ignore[arg-type]


async def rows(client: httpx.AsyncClient, path: str) -> list[str]:
    page = read((await client.get(path)).text)
    return [squeezed(row.text) for row in page.all("tr")][1:]


def delivery(state: str, target: str = "equipe") -> Delivery:
    alert = Alert(
        id=f"alert_{state}",
        rule="emergency",
        town=TOWN.slug,
        mention="m" * 32,
        severity="urgent",
        title="Ville-Fictive · Urgence",
        reason="Fil tombé",
        advice="Appelez le 911",
        raised_at=MONDAY,
    )
    error = "délai dépassé" if state == "pending" else None
    return Delivery(
        alert=alert, target=target, state=state, attempts=2, due_at=MONDAY, last_error=error
    )


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("pending", "en attente"),
        ("sent", "envoyée"),
        ("dead", "abandonnée"),
        ("dropped", "retirée"),
    ],
)
async def test_each_delivery_tells_where_it_stands(
    client: httpx.AsyncClient, store: SqliteStore, state: str, name: str
) -> None:
    await store.write(Batch(deliveries=(delivery(state),)))
    (row,) = await rows(client, "/alerts")
    assert name in row
    assert "urgente" in row
    assert "2 essais" in row
    assert ("délai dépassé" in row) is (state == "pending")


async def test_an_alert_about_a_source_leads_to_the_sources(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = delivery("sent")
    alert = replace(one.alert, mention="", source="Forum", town="", title="Source muette · Forum")
    await store.write(Batch(deliveries=(replace(one, alert=alert),)))
    page = read((await client.get("/alerts")).text)
    links = [a.attributes["href"] for a in page.all("a")]
    assert links.count("/couverture") == 2
    assert not [link for link in links if link.startswith("/mention/")]


async def test_a_stopped_target_is_told(client: httpx.AsyncClient, store: SqliteStore) -> None:
    await store.disable_target("equipe", "l’adresse n’existe plus (410)", MONDAY)
    assert "n’existe plus (410)" in (await client.get("/alerts")).text


async def test_without_an_outbox_the_page_says_so(store: SqliteStore, clock: HeldClock) -> None:
    app = create(
        store,
        towns=(TOWN,),
        clock=clock,
        coverage=Ears(store, clock),
        office=an_office(store),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        assert "n’envoie pas d’alertes" in (await browser.get("/alerts")).text


async def test_health_tells_the_failing_sources(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await store.write(Batch(cursors=(move("A"), move("B", state="failing"))))
    answer = await client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["failing_sources"] == ["B"]


async def test_health_names_no_source_to_whoever_asks_from_elsewhere(
    store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(Batch(cursors=(move("B", state="failing"),)))
    app = create(
        store,
        towns=(TOWN,),
        clock=clock,
        coverage=Ears(store, clock),
        office=an_office(store),
        public_url="https://vigie.ville.example",
    )
    transport = httpx.ASGITransport(app, client=("203.0.113.5", 4000))
    async with httpx.AsyncClient(
        transport=transport, base_url="https://vigie.ville.example"
    ) as browser:
        answer = await browser.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "failing_sources" not in answer.json()


async def test_metrics_are_those_of_the_registry_given(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "vigie_essai_total 1.0" in answer.text
    assert "python_gc" not in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "La base ne répond pas"), ("en", "The store does not answer")]
)
async def test_a_store_that_is_away_is_said_to_be(
    client: httpx.AsyncClient,
    store: SqliteStore,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: str,
) -> None:
    async def away(*_: object) -> NoReturn:
        raise Unavailable(Say("occupée", "busy"), retry_after=7)

    monkeypatch.setattr(store, "search", away)
    monkeypatch.setattr(store, "sources", away)
    answer = await client.get("/mentions", params={"lang": language})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert said in answer.text
    assert (await client.get("/healthz")).status_code == 503


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Cette page n’existe pas"), ("en", "This page does not exist")]
)
async def test_a_page_that_does_not_exist_is_told_in_both_languages(
    client: httpx.AsyncClient, language: str, said: str
) -> None:
    answer = await client.get("/nulle-part", params={"lang": language})
    assert answer.status_code == 404
    assert said in answer.text
