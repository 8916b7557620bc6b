from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.records import read, squeezed
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove, Tally
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.say import Say
from webapp.app import create


def move(source: str, **more: object) -> CursorMove:
    return CursorMove(**{"source": source, "cursor": b"1", "at": MONDAY, "heard": True, **more})  # type: ignore[arg-type]


async def rows(client: httpx.AsyncClient, path: str) -> list[str]:
    page = read((await client.get(path)).text)
    return [squeezed(row.text) for row in page.all("tr")][1:]


async def test_each_source_tells_its_state_and_what_it_brought(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    tallies = (
        Tally(source="Forum", outcome="no_name", count=1200),
        Tally(source="Forum", outcome="kept", count=12),
        Tally(source="Forum", outcome="inconnu_ici", count=1),
    )
    await store.write(Batch(cursors=(move("Forum", note="304"),), tallies=tallies))
    (row,) = await rows(client, "/sources")
    assert row.startswith("Forum répond 304 à l’instant")
    assert row.endswith("12 gardées 1 200 sans le nom de la ville 1 inconnu_ici")


async def test_silence_is_said_out_loud(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(Batch(cursors=(move("Bavarde"), move("Muette", heard=False))))
    assert ["n’a encore rien apporté" in row for row in await rows(client, "/sources")] == [
        True,
        False,
    ]
    clock.move(timedelta(days=5))
    assert "muette depuis 5 jours" in (await rows(client, "/sources"))[0]


async def test_the_troubled_sources_come_first(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    moves = (move("A"), move("B", state="failing"), move("C", state="stopped"))
    await store.write(Batch(cursors=moves))
    listed = await rows(client, "/sources")
    assert [row.split()[0] for row in listed] == ["B", "C", "A"]
    assert "en panne" in listed[0]
    assert "1 échec de suite" in listed[0]


async def test_the_page_says_what_is_not_heard(client: httpx.AsyncClient) -> None:
    text = (await client.get("/sources")).text
    assert "n’entend que ce qui figure ici" in text
    assert "Aucune source n’a encore été lue" in text


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


async def test_a_stopped_target_is_told(client: httpx.AsyncClient, store: SqliteStore) -> None:
    await store.disable_target("equipe", "l’adresse n’existe plus (410)", MONDAY)
    assert "n’existe plus (410)" in (await client.get("/alerts")).text


async def test_without_an_outbox_the_page_says_so(store: SqliteStore, clock: HeldClock) -> None:
    transport = httpx.ASGITransport(create(store, towns=(TOWN,), clock=clock))
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
    answer = await client.get("/", params={"lang": language})
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
