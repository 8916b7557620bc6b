"""The trends: counted by local day, drawn, told in a table, taken away as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from msgspec.structs import replace

from pipeline.drawing import Drawer
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from tests.webapp.records import read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label, Place
from vigie.post import Point
from vigie.query import Query
from vigie.review import Review
from vigie.town import Spot
from webapp.app import create
from webapp.trends.local_days import by_day, steps

WHERE = Spot(
    id="parc-des-pins",
    name="parc des Pins",
    kind="park",
    district="Centre",
    point=Point(lat=46.34, lon=-72.55),
)
MAPPED = replace(
    TOWN,
    gazetteer=(WHERE,),
    outline=((-72.7, 46.3), (-72.4, 46.3), (-72.4, 46.45), (-72.7, 46.45)),
)


def opened(store: SqliteStore, clock: HeldClock, ears: Ears, **others: Any) -> httpx.AsyncClient:
    towns = others.pop("towns", (MAPPED,))
    office = an_office(store, others.pop("actor", None), **others)
    app = create(store, towns=towns, clock=clock, coverage=ears, office=office)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@pytest.fixture
async def mapped(
    store: SqliteStore, clock: HeldClock, ears: Ears
) -> AsyncIterator[httpx.AsyncClient]:
    async with opened(store, clock, ears) as browser:
        yield browser


async def keep(store: SqliteStore, *records: Any) -> None:
    await store.write(Batch(records=records))


def told(sheet: httpx.Response) -> list[list[str]]:
    assert sheet.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))


async def test_nothing_heard_is_said_and_nothing_is_drawn(mapped: httpx.AsyncClient) -> None:
    answer = await mapped.get("/tendances")
    page = read(answer.text)
    assert answer.status_code == 200
    assert "Aucune mention sur cette période" in page.text
    assert not [i for i in page.all("img") if i.attributes["src"].startswith("/tend")]


async def test_each_drawing_has_its_words_its_table_and_its_data(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    place = Place(
        text="parc", start=0, end=4, confidence=1, id=WHERE.id, district="Centre", point=WHERE.point
    )
    await keep(
        store,
        record("La neige.", topic=Label("snow", 1), sentiment=Label("negative", 1), place=place),
        record("Bravo.", ago=30, sentiment=Label("positive", 1)),
    )
    page = read((await mapped.get("/tendances")).text)
    drawings = [i.attributes for i in page.all("img") if i.attributes["src"].startswith("/tend")]
    assert len(drawings) == 3
    assert all(len(drawing["alt"]) > 30 for drawing in drawings)
    assert len(page.all("table")) == len(drawings)
    assert "2 mentions, dont 1 négatives et 1 positives" in drawings[0]["alt"]
    assert "parc des Pins (1)" in drawings[2]["alt"]
    for drawing in drawings:
        answer = await mapped.get(drawing["src"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        sheet = await mapped.get(drawing["src"].replace(".svg", ".csv"))
        assert len(told(sheet)) > 1


async def test_a_drawing_is_counted_again_when_it_is_no_longer_held(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("Un texte."))
    answer = await mapped.get("/tendances/volume.svg")
    assert answer.content.startswith(b"<svg")
    png = await mapped.get("/tendances/volume.png")
    assert png.content.startswith(b"\x89PNG")
    assert (await mapped.get("/tendances/places.svg")).status_code == 404
    assert (await mapped.get("/tendances/rien.svg")).status_code == 404


async def test_a_drawer_that_dies_is_told_in_the_picture_and_the_table_is_there(
    store: SqliteStore, clock: HeldClock, ears: Ears
) -> None:
    await keep(store, record("Un texte."))
    drawer = Drawer(seconds=0.02)
    async with opened(store, clock, ears, draw=drawer) as browser:
        page = read((await browser.get("/tendances")).text)
        image = next(i for i in page.all("img") if i.attributes["src"].startswith("/tend"))
        answer = await browser.get(image.attributes["src"])
    drawer.close()
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "n’a pas pu être dessiné" in answer.text
    assert "lundi 23 novembre" in page.all("table")[0].text


async def test_words_filters_and_days_bound_what_is_counted(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(
        store,
        record("La neige du matin.", topic=Label("snow", 1)),
        record("La neige d’avant.", ago=24 * 10, topic=Label("snow", 1)),
        record("Le budget.", topic=Label("taxes_budget", 1)),
    )

    async def total(question: str) -> int:
        rows = told(await mapped.get(f"/tendances/volume.csv?{question}"))
        return sum(int(row[1]) for row in rows[1:])

    assert await total("") == 3
    assert await total("period=7d") == 2
    assert await total("topic=snow") == 2
    assert await total("q=budget") == 1
    assert await total("from=2026-11-12&to=2026-11-14") == 1
    assert await total("from=2026-12-12&to=n’importe") == 2


async def test_a_search_not_understood_is_told(mapped: httpx.AsyncClient) -> None:
    answer = await mapped.get("/tendances", params={"q": "sujet:licorne"})
    assert answer.status_code == 400
    assert "Recherche incomprise" in answer.text


async def test_a_story_told_many_times_leads_to_its_mention(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    first = record("=HYPERLINK(1) une conduite a cédé rue des Pins ce matin.")
    again = record("une conduite a cédé rue des Pins, dit-on.", ago=2, cluster=first.mention.id)
    first = replace(first, judgement=replace(first.judgement, cluster=first.mention.id))
    await keep(store, first, again)
    page = read((await mapped.get("/tendances")).text)
    story = next(a for a in page.all("a") if a.attributes["href"] == f"/mention/{first.mention.id}")
    assert "une conduite a cédé" in story.text
    rows = told(await mapped.get("/tendances/stories.csv"))
    assert rows[1][0].startswith("'=HYPERLINK"), "a spreadsheet must not run a resident's text"
    every = next(a for a in page.all("a") if "cluster" in a.attributes["href"])
    assert "2 mentions" in squeezed(read((await mapped.get(every.attributes["href"])).text).text)


async def test_answers_are_measured_against_the_town_s_own_target(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    quick, slow, waiting = (
        record(text, ago=ago, intent=Label("question", 1), post={"reply_to_text": None})
        for text, ago in (("Quand?", 24 * 4), ("Où?", 24 * 5), ("Qui?", 0.1))
    )
    assert quick.decision.route == "reply"
    await keep(store, quick, slow, waiting)
    at = quick.mention.post.published_at + timedelta(minutes=30)
    await store.review(Review(mention=quick.mention.id, reply_sent_at=at, status="answered"))
    rows = told(await mapped.get("/tendances/answers.csv"))
    assert [row[1] for row in rows[1:]] == ["0.5", "0.5"]
    page = read((await mapped.get("/tendances")).text)
    assert "Réponse validée : 1 dans le délai, 0 en retard, 1 sans réponse et en retard, " in (
        page.text.replace("\u00a0", " ")
    )


async def test_someone_of_another_town_counts_nothing_of_this_one(
    store: SqliteStore, clock: HeldClock, ears: Ears
) -> None:
    await keep(store, record("Un texte."))
    other = replace(TOWN, slug="autre-ville", name="Autre-Ville")
    actor = Actor(name="voisine", role="admin", towns=("autre-ville",))
    async with opened(store, clock, ears, actor=actor, towns=(TOWN, other)) as browser:
        for question in ("", "?town=ville-fictive"):
            page = read((await browser.get(f"/tendances{question}")).text)
            assert "0 mention" in page.text
            assert (await browser.get(f"/tendances/volume.csv{question}")).status_code == 404


def at(hour: float, day: date, zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (local.astimezone(UTC)) + timedelta(hours=hour)


@pytest.mark.parametrize("zone", ["America/Toronto", "Europe/Brussels", "America/St_Johns"])
async def test_a_day_is_the_town_s_own_even_when_the_clock_changes(
    store: SqliteStore, zone: str
) -> None:
    # Toronto and St. John's turn back on 1 November 2026, Brussels on 25 October.
    for first in (date(2026, 10, 24), date(2026, 10, 31)):
        moments = [
            at(-0.25, first, zone),
            at(0.25, first, zone),
            at(23.75, first, zone),
            at(24.25, first, zone),
            at(24 + 24.75, first, zone),
        ]
        await keep(
            store,
            *(
                record(f"{first} {place}", post={"published_at": each, "fetched_at": each})
                for place, each in enumerate(moments)
            ),
        )
        last = first + timedelta(days=2)
        days = await by_day(store, Query(), first, last, ZoneInfo(zone))
        changed = {"Europe/Brussels": date(2026, 10, 24)}.get(zone, date(2026, 10, 31)) == first
        expected = {first: 2, first + timedelta(days=1): 2 if changed else 1}
        assert days == expected


def test_steps_cover_every_day_once() -> None:
    first = date(2026, 9, 30)
    for length in (1, 45, 46, 210, 211, 700):
        until = first + timedelta(days=length)
        cut = steps(first, until)
        days = {first + timedelta(days=place): 1 for place in range(length)}
        assert sum(cut.sums(days)) == length
        assert cut.until == until
        assert len(cut.starts) <= 60


async def test_the_page_is_in_english_for_an_english_reader(
    mapped: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("A text."))
    page = read((await mapped.get("/tendances?lang=en")).text)
    assert "Mentions by sentiment" in page.text
    image = next(i for i in page.all("img") if i.attributes["src"].startswith("/tend"))
    drawn = (await mapped.get(image.attributes["src"])).text
    assert "Nov" in re.sub(r"<[^>]+>", " ", drawn)
