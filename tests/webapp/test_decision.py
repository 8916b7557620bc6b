"""The decision view: compared, concluded, kept, and taken away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office, send
from tests.webapp.records import read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.post import Author, Source
from webapp.app import create
from webapp.log_of_acts import acts

ON = (MONDAY - timedelta(days=8)).date()
ASKED = {"name": "Résolution 2026-118", "nature": "resolution", "on": ON.isoformat(), "weeks": "1"}


async def a_turning_point(store: SqliteStore, a_side: int = 60) -> None:
    """Calm about snow before, angry about collections after; MONDAY is eight days later."""
    snow, waste, records = Label("snow", 1), Label("waste", 1), []
    for place in range(a_side):
        day, topic = place % 7, waste if place % 4 == 0 else snow
        at = MONDAY - timedelta(days=15 - day, minutes=place)
        records.append(
            said(f"Avant {place} : la neige est ramassée rue Laurier", at, "neutral", topic=topic)
        )
        at = MONDAY - timedelta(days=7 - day, minutes=place)
        other = snow if topic is waste else waste
        text = f"Après {place} : la collecte aux deux semaines déborde"
        records.append(said(text, at, "negative", topic=other))
    await store.write(Batch(records=tuple(records)))


def said(text: str, at: Any, sentiment: str, **labels: Any) -> Any:
    labels.setdefault("topic", Label("snow", 1))
    author = Author(pseudonym="p-voisin")
    post = {"published_at": at, "fetched_at": at, "author": author, **labels.pop("post", {})}
    return record(text, sentiment=Label(sentiment, 1), post=post, **labels)


def question(**others: str) -> str:
    return "?" + urlencode({**ASKED, **others})


def asking(**others: str) -> str:
    return "/decision" + question(**others)


async def test_the_form_alone_says_what_it_is_for(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/decision")).text)
    assert "Donnez le jour d’une résolution" in page.text
    assert "Aucune encore" in page.text


async def test_what_changed_is_concluded_with_its_figures(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await a_turning_point(store)
    page = read((await client.get(asking())).text)
    text = squeezed(page.text.replace("\u00a0", " "))
    assert "Résolution 2026-118" in text
    assert "7 jours de chaque côté" in text
    assert "« négatif » prend plus de place : de 0 % à 100 % des mentions" in text
    assert "« collectes et déchets » prend plus de place" in text
    assert "« déneigement et glace » prend moins de place" in text
    assert "Volume : 60 mentions avant, 60 après, soit 1,0 fois" in text
    assert "Une différence n’est pas une cause" in text
    words = next(table for table in page.all("table") if "collecte" in table.text)
    assert "neige" in words.text
    typical = [quote.text for quote in page.all("blockquote")]
    assert any("la neige est ramassée" in each for each in typical)
    assert any("la collecte aux deux semaines" in each for each in typical)
    assert "p-voisin" not in page.text


async def test_few_mentions_conclude_nothing(client: httpx.AsyncClient, store: SqliteStore) -> None:
    await a_turning_point(store, 7)
    text = read((await client.get(asking())).text).text.replace("\u00a0", " ")
    assert "Volume : 7 mentions avant, 7 après : trop peu pour conclure." in text
    assert "prend plus de place" not in text


async def test_each_chart_has_its_drawing_and_its_data(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await a_turning_point(store, 40)
    page = read((await client.get(asking())).text)
    drawings = [i.attributes for i in page.all("img") if i.attributes["src"].startswith("/dec")]
    assert len(drawings) == 5
    for drawing in drawings:
        assert len(drawing["alt"]) > 30
        answer = await client.get(drawing["src"])
        assert answer.content.startswith(b"<svg"), drawing["src"]
        again = await client.get(drawing["src"].split("?")[0].replace(".svg", ".csv") + question())
        rows = list(csv.reader(io.StringIO(again.content.decode("utf-8-sig"))))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert len(rows) > 1
    assert (await client.get("/decision/volume.svg" + question())).content.startswith(b"<svg")
    assert (await client.get("/decision/rien.svg" + question())).status_code == 404
    assert (await client.get("/decision/volume.svg")).status_code == 404


async def test_a_day_that_is_not_over_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get(asking(on=MONDAY.date().isoformat()))
    assert "revenez demain" in answer.text
    assert "Donnez le jour" in (await client.get(asking(on="hier"))).text


async def test_a_source_heard_on_one_side_only_is_told(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await a_turning_point(store)
    at = MONDAY - timedelta(days=3)
    source = Source(kind="feed", name="Journal tout neuf")
    await store.write(
        Batch(
            records=tuple(
                said(f"La collecte, selon le journal {n}", at, "neutral", post={"source": source})
                for n in range(5)
            )
        )
    )
    text = read((await client.get(asking())).text).text.replace("\u00a0", " ")
    assert "des sources n’ont été entendues qu’après : Journal tout neuf." in text
    assert "Aux mêmes sources : 60 mentions avant, 60 après" in text


async def test_what_the_town_says_and_what_insults_are_no_one_s_typical_words(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await a_turning_point(store, 20)
    at = MONDAY - timedelta(days=3)
    await store.write(
        Batch(
            records=(
                said(
                    "La ville annonce fièrement la collecte aux deux semaines",
                    at,
                    "positive",
                    author_role=Label("town", 1),
                ),
                said(
                    "Cette collecte et la famille @untel : insulte insulte",
                    at,
                    "negative",
                    conduct=Label("insult", 1),
                ),
            )
        )
    )
    page = read((await client.get(asking())).text)
    quotes = " ".join(quote.text for quote in page.all("blockquote"))
    assert "fièrement" not in quotes
    assert "insulte" not in quotes


async def test_a_handle_in_a_typical_text_is_masked(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    at = MONDAY - timedelta(days=3)
    one = said(
        "Merci @voisine@serveur.example, la collecte aux deux semaines va rondement",
        at,
        "neutral",
    )
    await store.write(Batch(records=(one,)))
    page = read((await client.get(asking())).text)
    assert "@voisine" not in page.text
    assert "@…" in page.text


async def test_a_comparison_is_kept_found_again_and_removed(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await a_turning_point(store, 30)
    kept = await send(client, "/decision", asking(), **ASKED, topic="waste", q="collecte")
    assert kept.status_code == 303
    address = kept.headers["location"].split("?")[0]
    page = read((await client.get(address)).text)
    assert "Résolution 2026-118" in page.text
    assert page.all("input", name="topic")[0].attributes["value"] == "waste"
    assert page.all("input", name="q")[0].attributes["value"] == "collecte"
    assert [a for a in page.all("a") if a.attributes["href"] == address]
    noted = await acts(store)
    assert [(each.act.by, each.act.what) for each in noted] == [("essai", "decision_kept")]
    assert noted[0].act.detail == {}, "the log holds no words"
    gone = await send(client, f"{address}/retrait", address)
    assert gone.status_code == 303
    assert (await client.get(address)).status_code == 404
    assert {each.act.what for each in await acts(store)} == {"decision_dropped", "decision_kept"}


async def test_a_comparison_without_a_name_or_a_day_is_not_kept(client: httpx.AsyncClient) -> None:
    for missing in ("name", "on"):
        fields = {**ASKED, missing: ""}
        assert (await send(client, "/decision", "/decision", **fields)).status_code in {400, 403}


async def test_a_search_not_understood_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get(asking(q="sujet:licorne"))
    assert answer.status_code == 400
    assert "Recherche incomprise" in answer.text


@pytest.mark.parametrize("role", ["reader", "officer"])
async def test_a_reader_compares_and_an_officer_keeps(
    store: SqliteStore, clock: HeldClock, ears: Ears, role: str
) -> None:
    await a_turning_point(store, 20)
    office = an_office(store, Actor(name="essai", role=role))
    app = create(store, towns=(TOWN,), clock=clock, coverage=ears, office=office)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        page = await browser.get(asking())
        assert page.status_code == 200
        assert ("Garder cette comparaison" in page.text) == (role == "officer")
        answer = await send(browser, "/decision", asking(), **ASKED)
        assert answer.status_code == (303 if role == "officer" else 403)


async def test_a_decision_of_another_town_is_not_found(
    store: SqliteStore, clock: HeldClock, ears: Ears, client: httpx.AsyncClient
) -> None:
    await a_turning_point(store, 20)
    kept = await send(client, "/decision", asking(), **ASKED)
    address = kept.headers["location"].split("?")[0]
    office = an_office(store, Actor(name="voisine", role="admin", towns=("autre-ville",)))
    app = create(store, towns=(TOWN,), clock=clock, coverage=ears, office=office)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        for path in (address, "/decision"):
            answer = await browser.get(path)
            assert answer.status_code == (404 if path == address else 200)
            assert "2026-118" not in answer.text
