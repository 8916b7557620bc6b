"""The reports' pages: what there is, one report, its downloads, and who may send it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sinks.sqlite import SqliteStore
from tests.desk.voices import CITY, NOW, WEEK, a_week
from tests.pipeline.reports import a_desk, hear, undrawn, words_of
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office, send
from tests.webapp.records import read, squeezed
from vigie.actor import Actor
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from vigie.report_contracts import ReportSent, Scheduled
from vigie.say import Say
from webapp.app import create
from webapp.log_of_acts import acts

PLAN = "Direction"


class Mailing:
    """A `vigie.report_contracts.ReportMailing` that answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, str]] = []
        self.state = "sent"
        self.plans = [PLAN]

    async def schedule(self, town: str) -> list[Scheduled]:
        last = ReportSent(
            plan=PLAN, period=WEEK, state="waiting", at=NOW, due_at=NOW, why=Say("occupé", "busy")
        )
        return [Scheduled(plan, town, "week", 3, NOW, "2026-W48", last) for plan in self.plans]

    async def send(self, plan: str, town: str, period: str, by: str) -> ReportSent:
        self.asked.append((plan, town, period, by))
        if self.state == "under way":
            raise InvalidInput(Say("déjà", "already"))
        return ReportSent(plan=plan, period=WEEK, state=self.state, at=NOW, by=by)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=HeldClock(NOW)) as opened:
        await hear(opened, a_week())
        yield opened


@pytest.fixture
def mailing() -> Mailing:
    return Mailing()


Browsing = Callable[..., httpx.AsyncClient]


@pytest.fixture
def browsing(store: SqliteStore, mailing: Mailing) -> Browsing:
    def open_as(role: str = "lead", **others: Any) -> httpx.AsyncClient:
        clock = HeldClock(NOW)
        desk = a_desk(store, clock=clock)
        desk._draw = undrawn
        given = {"reports": desk, "mailing": mailing, "draw": undrawn, **others}
        app = create(
            store,
            towns=(CITY,),
            clock=clock,
            coverage=Ears(store, clock),
            office=an_office(store, Actor(name="Aurèle", role=role), **given),
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost")

    return open_as


async def test_the_list_leads_to_each_report_and_says_what_is_scheduled(
    browsing: Browsing,
) -> None:
    async with browsing() as client:
        page = read((await client.get("/rapports")).text)
        links = {each.attributes["href"]: each.text for each in page.all("a")}
        assert links[f"/rapport/{WEEK}"].replace("\u00a0", " ") == "Du 16 au 22 novembre 2026"
        assert links["/rapport/2026-10"] == "Octobre 2026"
        shown = squeezed(page.text.replace("\u00a0", " "))
        assert "chaque semaine, 3 adresses" in shown
        assert "2026-W47 : pas encore parti, prochain essai aujourd’hui à 9 h. occupé" in shown
        for href in [href for href in links if href.startswith("/rapport/")][::6]:
            assert (await client.get(href)).status_code == 200


async def test_a_report_is_read_in_the_desk_with_its_figures_and_tables(
    browsing: Browsing,
) -> None:
    async with browsing("reader") as client:
        answer = await client.get(f"/rapport/{WEEK}")
        page = read(answer.text)
        assert "style=" not in answer.text
        assert page.all("h1")[0].text.startswith("Rapport de la semaine")
        assert "Bris d’aqueduc rue du Moulin" in page.text
        (caption, *_) = page.all("caption")
        assert caption.text == "Publications de résidents par sujet"
        for picture in [*page.all("img"), *page.all("source")]:
            source = picture.attributes.get("src") or picture.attributes["srcset"]
            if source.startswith("/rapport/"):
                drawn = await client.get(source)
                assert drawn.headers["content-type"] == "image/svg+xml"
        english = await client.get(f"/rapport/{WEEK}?lang=en")
        assert "Report on the week of" in english.text


async def test_a_report_is_taken_away_as_pdf_and_as_figures(browsing: Browsing) -> None:
    async with browsing("reader") as client:
        pdf = await client.get(f"/rapport/{WEEK}.pdf")
        assert pdf.headers["content-disposition"] == (
            'attachment; filename="vigie-ville-fictive-2026-W47.pdf"'
        )
        assert "Bris d’aqueduc" in words_of(pdf.content)
        figures = (await client.get(f"/rapport/{WEEK}.json")).json()
        assert (figures["period"], figures["posts"]) == (WEEK, 42)


async def test_any_other_period_can_be_asked_for_without_javascript(browsing: Browsing) -> None:
    async with browsing() as client:
        asked = await client.get("/rapports?from=2026-11-16&to=2026-11-19")
        assert (asked.status_code, asked.headers["location"]) == (
            303,
            "/rapport/2026-11-16..2026-11-19",
        )
        page = await client.get(asked.headers["location"])
        assert "Rapport du 16 au 19" in page.text
        away = await client.get("/rapports?from=//ailleurs.example/&to=x")
        assert away.headers["location"].startswith("/rapport/%2F%2F")


@pytest.mark.parametrize(
    "path",
    ["/rapport/n’importe", "/rapport/2030-01", "/rapport/2026-11-22..2026-11-01",
     "/rapport/9999-99.pdf", f"/rapport/{WEEK}?town=ailleurs", "/rapports?town=ailleurs",
     f"/rapport/{WEEK}/inconnu.svg", "/rapport/../../etc/passwd.json"],
)  # fmt: skip
async def test_what_there_is_no_report_on_is_not_found(browsing: Browsing, path: str) -> None:
    async with browsing() as client:
        assert (await client.get(path)).status_code == 404


async def test_a_lead_sends_a_report_now_and_it_is_noted(
    browsing: Browsing, mailing: Mailing, store: SqliteStore
) -> None:
    async with browsing() as client:
        done = await send(client, "/rapports/envoyer", "/rapports", plan=PLAN)
        assert (done.status_code, done.headers["location"]) == (303, "/rapports?did=report_sent")
        assert "Le rapport est parti." in (await client.get(done.headers["location"])).text
        mailing.state = "under way"
        done = await send(client, "/rapports/envoyer", "/rapports", plan=PLAN)
        assert done.headers["location"] == "/rapports?did=report_under_way"
        unknown = await send(client, "/rapports/envoyer", "/rapports", plan="inconnu")
        assert unknown.status_code == 404
    assert mailing.asked[0] == (PLAN, CITY.slug, "week", "Aurèle")
    (noted,) = await acts(store)
    assert (noted.act.by, noted.act.what, noted.town) == ("Aurèle", "report_sent", CITY.slug)
    assert noted.act.detail == {"period": WEEK, "state": "sent"}


async def test_who_may_not_send_sees_no_button_and_is_refused(
    browsing: Browsing, mailing: Mailing
) -> None:
    async with browsing("officer") as client:
        assert "/rapports/envoyer" not in (await client.get("/rapports")).text
        assert (await send(client, "/rapports/envoyer", plan=PLAN)).status_code == 403
    async with browsing("lead") as client:
        refused = await client.post("/rapports/envoyer", data={"plan": PLAN})
        assert refused.status_code == 403  # not one of our forms
    assert mailing.asked == []


async def test_an_installation_that_schedules_nothing_is_told_how_to(browsing: Browsing) -> None:
    async with browsing(mailing=None) as client:
        assert "Aucun rapport ne part tout seul." in (await client.get("/rapports")).text
