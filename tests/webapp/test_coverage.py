from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY
from tests.webapp.covering import Ears
from tests.webapp.records import read, squeezed
from vigie.batch import Batch, CursorMove, Tally
from vigie.clock import HeldClock
from vigie.source_watch import Missed

DAY = timedelta(days=1)


def move(source: str, **more: object) -> CursorMove:
    values = {"source": source, "cursor": b"1", "at": MONDAY, "next_at": MONDAY + DAY, **more}
    return CursorMove(**values)  # type: ignore[arg-type]


def brought(source: str, **more: object) -> CursorMove:
    return move(source, heard=True, arrivals=(MONDAY - timedelta(hours=2),), **more)


async def rows(client: httpx.AsyncClient, **parameters: str) -> list[str]:
    page = read((await client.get("/couverture", params=parameters)).text)
    return [squeezed(row.text) for row in page.all("tr")]


async def test_each_source_tells_its_state_and_what_it_brought(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    tallies = (
        Tally(source="Forum", outcome="no_name", count=1200),
        Tally(source="Forum", outcome="kept", count=12),
        Tally(source="Forum", outcome="inconnu_ici", count=1),
    )
    await store.write(Batch(cursors=(brought("Forum", note="304"),), tallies=tallies))
    row = (await rows(client))[1]
    assert row.startswith("Forum fil ● active A apporté quelque chose il y a 2 h. 304")
    assert "rythme encore inconnu il y a 2 h lundi 23 novembre à 7 h" in row
    assert "interrogée à l’instant" in row
    assert row.endswith("12 gardées 1 201 écartées 1 200 sans le nom de la ville 1 inconnu_ici")


async def test_the_troubled_sources_come_first_and_those_removed_last(
    client: httpx.AsyncClient, store: SqliteStore, ears: Ears
) -> None:
    moves = (
        brought("A"),
        move("B", state="failing", note="Erreur 503."),
        move("C", state="stopped"),
        move("D", state="needs_credentials"),
        move("E", state="blocked"),
        move("F"),
        brought("G"),
    )
    ears.removed.add("G")
    await store.write(Batch(cursors=moves))
    listed = (await rows(client))[1:8]
    assert [row.split()[0] for row in listed] == ["B", "E", "D", "C", "F", "A", "G"]
    assert "✕ en panne Ne répond pas depuis 1 min. Erreur 503." in listed[0]
    assert "n’a encore rien apporté" in listed[4]
    assert "N’est pas dans les réglages" in listed[6]
    page = (await client.get("/couverture")).text
    assert "6 sources, dont 4 silencieuses" in page.replace("\u00a0", " ")


async def test_an_answer_without_news_after_a_failure_is_not_shown_as_active(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(Batch(cursors=(brought("Fil"),)))
    later = MONDAY + timedelta(hours=1)
    await store.write(Batch(cursors=(move("Fil", state="failing", at=later),)))
    clock.move(timedelta(hours=2))
    await store.write(Batch(cursors=(move("Fil", at=MONDAY + timedelta(hours=2)),)))
    row = (await rows(client))[1]
    assert "○ calme Répond de nouveau depuis 1 min, sans rien apporter encore." in row


async def test_holes_are_told_newest_first(client: httpx.AsyncClient, store: SqliteStore) -> None:
    gap = Missed(at=MONDAY, since=MONDAY - timedelta(hours=3), until=MONDAY - timedelta(hours=1))
    flood = Missed(at=MONDAY - DAY, posts=1500)
    await store.write(
        Batch(cursors=(move("Réseau", missed=gap), move("Flot", at=MONDAY - DAY, missed=flood)))
    )
    told = [row for row in await rows(client) if "Réseau" in row or "Flot" in row][-2:]
    assert told == [
        "Réseau lundi 23 novembre à 9 h 2 h : de lundi 23 novembre à 6 h à lundi 23 novembre à 8 h",
        "Flot dimanche 22 novembre à 9 h 1 500 publications, laissées passer tant il en arrivait",
    ]


async def test_the_page_says_what_is_not_heard_and_why(client: httpx.AsyncClient) -> None:
    text = (await client.get("/couverture")).text
    assert "Aucune source." in text
    assert "Aucun trou connu" in text
    table = "\n".join(await rows(client))
    assert "Les groupes Facebook Aucune interface publique n’y donne accès" in table
    assert "Nextdoor Aucune interface de lecture" in table
    assert "X Éteint par défaut" in table
    english = "\n".join(await rows(client, lang="en"))
    assert "Facebook groups No public interface gives access" in english


async def test_the_same_is_there_for_a_program(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await store.write(Batch(cursors=(move("B", state="failing"),)))
    answer = await client.get("/couverture.json", params={"lang": "en"})
    data = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert (data["listened"], data["silent"]) == (1, 1)
    (source,) = data["sources"]
    assert (source["name"], source["state"]) == ("B", "failing")
    assert source["why"] == "No answer for 1\u00a0min."
    assert {each["id"] for each in data["not_heard"]} >= {"facebook-groups", "nextdoor", "x"}


async def test_the_first_page_counts_the_sources_and_leads_to_them(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await store.write(Batch(cursors=(brought("A"), move("B", state="failing"))))
    page = read((await client.get("/mentions")).text)
    (link,) = [a for a in page.all("a") if "2 sources" in squeezed(a.text)]
    assert (squeezed(link.text), link.attributes["href"]) == (
        "2 sources, dont 1 silencieuse",
        "/couverture",
    )


async def test_the_former_address_leads_to_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sources", params={"lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (308, "/couverture?lang=en")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_tables_have_headings_for_each_row_and_column(
    client: httpx.AsyncClient, store: SqliteStore, language: str
) -> None:
    await store.write(Batch(cursors=(move("B", state="failing"),)))
    page = read((await client.get("/couverture", params={"lang": language})).text)
    assert page.all("th")
    assert {th.attributes["scope"] for th in page.all("th")} == {"row", "col"}
    headings = [len(page.all(tag)) for tag in ("h1", "h2")]
    assert headings == [1, 3]
    regions = [div for div in page.all("div") if div.attributes.get("role") == "region"]
    assert all("tabindex" in region.attributes for region in regions)
