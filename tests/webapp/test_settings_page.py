"""The settings page and the drill's page, over a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from prometheus_client import CollectorRegistry

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office, send
from tests.webapp.records import read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Verdict
from vigie.review import Review
from vigie.say import Say
from webapp.app import create
from webapp.log_of_acts import acts


class Found(msgspec.Struct):
    well: bool
    say: Say
    town: str = ""
    source: str = ""


class Step(msgspec.Struct):
    within: int
    done: str
    say: Say


class Played(msgspec.Struct):
    name: Say
    started_at: Any
    step: list[Step]


class HeldSample:
    """A sample that counts what it is asked; the real one is tested in tests/pipeline."""

    def __init__(self) -> None:
        self.count = 0

    async def loaded(self, town: str) -> int:
        assert town == TOWN.slug
        return self.count

    async def load(self, town: str) -> int:
        self.count = 27
        return await self.loaded(town)

    async def remove(self, town: str) -> int:
        before, self.count = await self.loaded(town), 0
        return before


async def look() -> list[Found]:
    return [
        Found(True, Say("Profil en ordre.", "Profile in order.")),
        Found(False, Say("Aucune source : ajoutez-en une.", "No source: add one.")),
    ]


Entering = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def entering(store: SqliteStore, clock: HeldClock) -> AsyncIterator[Entering]:
    opened: list[httpx.AsyncClient] = []

    def enter(role: str = "admin", **others: Any) -> httpx.AsyncClient:
        office = an_office(store, Actor(name="essai", role=role), examine=look, **others)
        app = create(
            store,
            towns=(TOWN,),
            clock=clock,
            coverage=Ears(store, clock),
            office=office,
            registry=CollectorRegistry(),
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        return opened[-1]

    yield enter
    for each in opened:
        await each.aclose()


@pytest.mark.parametrize(
    ("language", "missing"), [("fr", "Aucune source"), ("en", "No source: add one.")]
)
async def test_the_settings_page_says_first_what_is_missing(
    entering: Entering, language: str, missing: str
) -> None:
    page = read((await entering().get(f"/reglages?lang={language}")).text)
    (todo,) = page.all("section", aria_labelledby="todo")
    assert missing in todo.text
    (well,) = page.all("section", aria_labelledby="well")
    assert missing not in well.text


async def test_an_administrator_loads_the_sample_and_takes_it_away(
    entering: Entering, store: SqliteStore
) -> None:
    browser = entering(sample=HeldSample())
    await send(browser, "/reglages/exemple", "/reglages", town=TOWN.slug)
    page = (await browser.get("/reglages")).text
    assert "27 mentions d’exemple" in page
    assert "Charger l’exemple" not in page
    await send(browser, "/reglages/exemple/retirer", "/reglages", town=TOWN.slug)
    assert "Charger l’exemple" in (await browser.get("/reglages")).text
    noted = await acts(store, town=TOWN.slug)
    assert {n.act.what for n in noted} == {"sample.removed", "sample.loaded"}
    assert all(n.act.detail == {"mentions": "27"} for n in noted)


async def test_a_lead_sees_the_settings_and_cannot_load_the_sample(entering: Entering) -> None:
    sample = HeldSample()
    lead = entering("lead", sample=sample)
    assert "<form" not in (await lead.get("/reglages")).text
    answer = await send(lead, "/reglages/exemple", "/crise", town=TOWN.slug)
    assert answer.status_code == 403
    assert sample.count == 0
    assert (await entering("officer").get("/reglages")).status_code == 403


async def test_the_sample_of_a_town_that_is_not_theirs_is_out_of_reach(entering: Entering) -> None:
    browser = entering(sample=HeldSample())
    answer = await send(browser, "/reglages/exemple", "/reglages", town="ailleurs")
    assert answer.status_code == 404


async def test_in_real_life_the_drills_page_says_how_to_play_it(entering: Entering) -> None:
    page = read((await entering("reader").get("/exercice")).text)
    assert "vigie drill" in page.text
    assert not page.all("aside", class_="drill-banner")


async def test_the_debrief_tells_what_was_done_in_time_and_what_was_not(
    entering: Entering, store: SqliteStore, clock: HeldClock
) -> None:
    drill = Played(
        name=Say("Bris d’aqueduc", "Main break"),
        started_at=MONDAY - timedelta(minutes=40),
        step=[
            Step(25, "emergency", Say("Les urgences", "Emergencies")),
            Step(60, "crisis", Say("La crise", "The crisis")),
            Step(30, "ended", Say("La fin", "The end")),
        ],
    )
    fire = record("Au feu!", ago=0.5, emergency=Verdict(True, 0.9))
    await store.write(Batch(records=(fire,)))
    touched = MONDAY - timedelta(minutes=20)
    await store.review(
        Review(
            mention=fire.mention.id,
            status="answered",
            at=touched,
            by="essai",
            reply_sent_at=touched,
        )
    )
    page = read((await entering(drill=drill).get("/exercice")).text)
    steps = [squeezed(row.text) for row in page.all("tr")][1:4]
    assert "EXERCICE" in page.text
    assert "20 min" in steps[0]
    assert "pas encore" in steps[1]
    assert "pas fait à temps" in steps[2]
    assert "Mentions touchées : 1 sur 1" in squeezed(page.text)
    assert "10 min" in squeezed(page.text)
