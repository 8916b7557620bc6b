"""A report by the API as a file: a real PDF, made by typst, for those of its town alone."""

from __future__ import annotations

import asyncio
import io

import httpx
import pypdf
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.api_calls import ELSEWHERE, a_caller, an_app, heard, problem_of
from tests.webapp.records import record
from vigie.actor import Actor
from vigie.clock import HeldClock

WEEK = "2026-W47"


@pytest.fixture
async def told(store: SqliteStore) -> None:
    await heard(store, *(record(f"Le déneigement, {n}.", ago=80 + n) for n in range(6)))


def a_reader(store: SqliteStore, clock: HeldClock, *towns: str) -> httpx.AsyncClient:
    return a_caller(an_app(store, clock, Actor(name="lise", role="reader", towns=towns)))


@pytest.mark.usefixtures("told")
async def test_a_report_is_had_as_a_pdf_with_pages_under_its_town_s_name(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with a_reader(store, clock, TOWN.slug) as api:
        answer = await api.get(f"/reports/{WEEK}/pdf")
        english = await api.get(f"/reports/{WEEK}/pdf", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    name = f"vigie-{TOWN.slug}-{WEEK}.pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(b"%PDF-")
    files = [pypdf.PdfReader(io.BytesIO(each.content)) for each in (answer, english)]
    texts = [" ".join(page.extract_text() for page in file.pages) for file in files]
    assert all(file.pages for file in files)
    assert all(TOWN.name in text for text in texts)
    assert "16" in texts[0]  # the first day of that week
    assert texts[0] != texts[1]
    assert [file.trailer["/Root"]["/Lang"][:2] for file in files] == ["fr", "en"]


@pytest.mark.usefixtures("told")
async def test_a_range_of_days_is_a_pdf_whose_name_is_a_plain_one(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with a_reader(store, clock) as api:
        answer = await api.get(f"/reports/2026-11-16..2026-11-20/pdf?town={TOWN.slug}")
    assert answer.content.startswith(b"%PDF-")
    assert f'"vigie-{TOWN.slug}-2026-11-16-2026-11-20.pdf"' in answer.headers["content-disposition"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", ["", "/pdf", "/html"])
async def test_another_town_s_report_is_refused_with_the_field_and_why(
    store: SqliteStore, clock: HeldClock, path: str
) -> None:
    async with a_reader(store, clock, ELSEWHERE.slug) as api:
        asked = [
            api.get(f"/reports/{WEEK}{path}?town={slug}") for slug in (TOWN.slug, "nulle-part")
        ]
        theirs, nobody_s = [problem_of(answer, 404) for answer in await asyncio.gather(*asked)]
        english = await api.get(
            f"/reports/{WEEK}{path}?town={TOWN.slug}", headers={"Accept-Language": "en"}
        )
    (fault,) = theirs["errors"]
    assert fault == {
        "field": "town",
        "detail": "ce n’est pas une de vos villes ni un de leurs thèmes",
    }
    assert theirs == nobody_s
    assert (
        english.json()["errors"][0]["detail"] == "this is none of your towns, nor of their themes"
    )
    assert TOWN.name not in english.text


async def test_a_form_or_a_period_that_is_none_is_no_file(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with a_reader(store, clock) as api:
        problem_of(await api.get(f"/reports/{WEEK}/docx"), 404)
        said = problem_of(await api.get("/reports/jamais/pdf"), 404)
    assert said["detail"]
