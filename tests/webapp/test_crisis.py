"""A crisis from its declaration to its report, over a real store, in one town of two."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN, case
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office, send
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.actor import Actor
from vigie.alert import Alert, Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label, Verdict
from vigie.record import Record
from vigie.review import Review
from vigie.town import Spot
from webapp.app import create
from webapp.log_of_acts import acts

HERE = replace(TOWN, gazetteer=(Spot(id="rue-royale", name="rue Royale", kind="street"),))
THERE = replace(TOWN, slug="autre-ville", name="Autre-Ville")
FORM = {
    "town": TOWN.slug,
    "name": "Bris d’aqueduc",
    "words": "aqueduc\neau brune",
    "back": "6",
    "cadence": "30",
    "delay": "480",
    "reply_fr": "Nos équipes sont sur place.",
    "reply_en": "Our crews are there.",
    "temporary_fr": "Notre réponse tardera.",
    "temporary_en": "Our reply will be late.",
}
CRISIS = "ville-fictive-1"

Entering = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def entering(store: SqliteStore, clock: HeldClock) -> AsyncIterator[Entering]:
    """Lets someone in, with a role and their towns."""
    opened: list[httpx.AsyncClient] = []

    def enter(role: str = "lead", name: str = "camille", towns: tuple[str, ...] = ()) -> Any:
        app = create(
            store,
            towns=(HERE, THERE),
            clock=clock,
            coverage=Ears(store, clock),
            office=an_office(store, Actor(name=name, role=role, towns=towns)),
            outbox=store,
            registry=CollectorRegistry(),
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        return opened[-1]

    yield enter
    for each in opened:
        await each.aclose()


def mention(text: str, *, town: str = TOWN.slug, ago: float = 0.2, **labels: Any) -> Record:
    made = record(text, ago=ago, **{"topic": Label("other", 0.9), **labels})
    return replace(made, mention=replace(made.mention, town=town, id=f"{town}-{text[:9]}-{ago}"))


PIPE = mention("Un bris d’aqueduc devant chez moi.", service_request=case("water_leak"))
HOLE = mention("Un trou dans la rue.", service_request=case())
HOLE_THERE = mention("Un trou là-bas.", town=THERE.slug, service_request=case())
WIRE = mention("Un fil est tombé!", emergency=Verdict(True, 0.9))


async def begin(store: SqliteStore, browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    await store.write(Batch(records=(PIPE, HOLE, HOLE_THERE, WIRE)))
    return await declare(browser, **changes)


async def declare(browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await send(browser, "/crise", "/crise", **{**FORM, **changes})


def part(page: PageReader, label: str) -> str:
    return squeezed(next(e.text for e in page.all("section", aria_labelledby=label)))


async def shown(browser: httpx.AsyncClient, path: str) -> PageReader:
    return read((await browser.get(path)).text)


async def test_what_concerns_it_comes_first_and_the_rest_says_that_it_is_delayed(
    entering: Entering, store: SqliteStore
) -> None:
    lead = entering()
    answer = await begin(store, lead)
    assert answer.headers["location"] == "/crise?town=ville-fictive&did=crisis_declared"
    page = await shown(lead, "/")
    assert "bris d’aqueduc devant" in part(page, "crisis")
    assert "Nos équipes sont sur place." in part(page, "crisis")
    assert "toutes les 30 min" in part(page, "crisis")
    assert "Réponse retardée" not in part(page, "crisis")
    assert "bris d’aqueduc devant" not in part(page, "front")
    assert "Un trou dans la rue." in part(page, "front")
    assert "Réponse retardée" in part(page, "front")
    assert "Notre réponse tardera." in squeezed(page.text)
    # Eight business hours more than ten o'clock: tomorrow, as the day has seven.
    assert "demain à 10 h" in part(page, "front")


async def test_danger_is_never_delayed(entering: Entering, store: SqliteStore) -> None:
    lead = entering()
    await begin(store, lead)
    said = part(await shown(lead, "/"), "emergency")
    assert "Un fil est tombé!" in said
    assert "Réponse retardée" not in said


async def test_every_page_of_the_town_says_so_and_none_of_another_town(
    entering: Entering, store: SqliteStore
) -> None:
    lead = entering()
    await begin(store, lead)
    for path in ("/", "/mentions", f"/mention/{HOLE.mention.id}", "/couverture", "/alerts"):
        assert (await shown(lead, path)).all("aside", class_="crisis-banner"), path
    there = entering("lead", "noa", (THERE.slug,))
    for path in ("/", "/mentions?town=autre-ville", f"/mention/{HOLE_THERE.mention.id}"):
        page = await shown(there, path)
        assert not page.all("aside", class_="crisis-banner"), path
        assert "Réponse retardée" not in page.text
    assert (await there.get(f"/crise/{CRISIS}/journal")).status_code == 404
    answer = await send(there, f"/crise/{CRISIS}/fin", "/crise", sure="yes")
    assert answer.status_code == 404
    assert (await declare(there)).status_code == 404


async def test_the_list_and_the_mention_itself_say_that_the_reply_is_delayed(
    entering: Entering, store: SqliteStore
) -> None:
    lead = entering()
    await begin(store, lead)
    assert "Réponse retardée" in (await shown(lead, f"/mention/{HOLE.mention.id}")).text
    assert "Réponse retardée" not in (await shown(lead, f"/mention/{PIPE.mention.id}")).text
    cards = (await shown(lead, "/mentions?town=ville-fictive")).all("article")
    delayed = [squeezed(each.text) for each in cards if "Réponse retardée" in each.text]
    assert len(delayed) == 1
    assert "Un trou dans la rue." in delayed[0]


async def test_each_town_may_have_its_own(entering: Entering, store: SqliteStore) -> None:
    lead = entering()
    await begin(store, lead)
    await declare(lead, town=THERE.slug, name="Panne")
    page = await shown(lead, "/?town=autre-ville")
    banners = [squeezed(each.text) for each in page.all("aside", class_="crisis-banner")]
    assert len(banners) == 2
    assert "Un trou là-bas." in part(page, "front")
    ended = await send(lead, "/crise/autre-ville-1/fin", "/crise?town=autre-ville", sure="yes")
    assert ended.status_code == 303
    assert len((await shown(lead, "/")).all("aside", class_="crisis-banner")) == 1


@pytest.mark.parametrize(("role", "reports"), [("reader", False), ("officer", True)])
async def test_whoever_reads_that_a_crisis_goes_on_may_follow_the_link(
    entering: Entering, store: SqliteStore, role: str, reports: bool
) -> None:
    lead = entering()
    await begin(store, lead)
    other = entering(role, "noa", (TOWN.slug,))
    first = await shown(other, "/")
    assert first.all("aside", class_="crisis-banner")
    (path,) = {a.attributes["href"] for a in first.all("a") if "/crise" in a.attributes["href"]}
    answer = await other.get(path)
    assert answer.status_code == 200
    assert "Nos équipes sont sur place." in answer.text
    journal = f"/crise/{CRISIS}/journal"
    assert (journal in answer.text) is reports
    assert ((await other.get(journal)).status_code == 200) is reports
    await send(lead, f"/crise/{CRISIS}/fin", "/crise", sure="yes")
    past = (await other.get("/crise")).text
    assert "Bris d’aqueduc" in past
    assert (journal in past) is reports


async def test_a_second_declaration_is_refused_and_shows_the_first(
    entering: Entering, store: SqliteStore
) -> None:
    await begin(store, entering())
    answer = await declare(entering(name="sacha"), name="La même")
    assert answer.status_code == 409
    assert "Quelqu’un d’autre" in answer.text
    assert "Bris d’aqueduc" in answer.text
    assert len(await store.papers("crisis")) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": " "}, "Donnez un nom"),
        ({"words": ""}, "au moins un mot"),
        ({"places": "rue Inconnue"}, "n’est pas un lieu"),
        ({"words": "?!"}, "aucun mot à chercher"),
    ],
)
async def test_what_is_wrong_is_told_beside_what_was_typed(
    entering: Entering, store: SqliteStore, changes: dict[str, str], problem: str
) -> None:
    answer = await declare(entering(), **changes)
    assert answer.status_code == 409
    assert problem in read(answer.text).text
    assert "Nos équipes sont sur place." in answer.text
    assert await store.papers("crisis") == []


async def test_a_place_is_named_as_people_name_it(entering: Entering, store: SqliteStore) -> None:
    await declare(entering(), words="", places="Rue royale")
    page = await shown(entering(), "/crise")
    links = [a.attributes["href"] for a in page.all("a")]
    assert "/mentions?q=place%3Arue-royale&period=30d" in links


async def test_two_people_who_write_in_the_log_both_keep_their_line(
    entering: Entering, store: SqliteStore
) -> None:
    camille, noa = entering(), entering(name="noa")
    await begin(store, camille)
    await send(camille, f"/crise/{CRISIS}/point", "/crise", text="La rue est fermée.")
    await send(noa, f"/crise/{CRISIS}/point", "/crise", text="Avis d’ébullition.")
    said = part(await shown(noa, "/crise"), "log")
    assert said.index("Avis d’ébullition.") < said.index("La rue est fermée.")


async def test_the_situation_is_to_be_told_again_at_its_cadence(
    entering: Entering, store: SqliteStore, clock: HeldClock
) -> None:
    lead = entering()
    await begin(store, lead)
    clock.move(timedelta(minutes=40))
    assert "il était attendu aujourd’hui à 9 h 30" in squeezed((await shown(lead, "/")).text)
    await send(lead, f"/crise/{CRISIS}/point", "/crise", text="Tout va mieux.")
    assert "prochain aujourd’hui à 10 h 10" in squeezed((await shown(lead, "/")).text)


async def test_a_change_made_on_an_older_version_is_refused_and_nothing_is_lost(
    entering: Entering, store: SqliteStore
) -> None:
    lead = entering()
    await begin(store, lead)
    form = {**FORM, "version": "1", "name": "Bris majeur"}
    assert (await send(lead, f"/crise/{CRISIS}", "/crise", **form)).status_code == 303
    late = await send(lead, f"/crise/{CRISIS}", "/crise", **{**form, "name": "Bris mineur"})
    assert late.status_code == 409
    assert "Bris mineur" in late.text
    assert "Bris majeur" in (await shown(lead, "/crise")).text


async def test_its_end_brings_the_rest_back(entering: Entering, store: SqliteStore) -> None:
    lead = entering()
    await begin(store, lead)
    unsure = await send(lead, f"/crise/{CRISIS}/fin", "/crise")
    assert unsure.status_code == 303
    assert "crisis-banner" in (await lead.get("/")).text
    await send(lead, f"/crise/{CRISIS}/fin", "/crise", sure="yes")
    page = await shown(lead, "/")
    assert not page.all("aside", class_="crisis-banner")
    assert "Réponse retardée" not in page.text
    assert "bris d’aqueduc devant" in part(page, "front")
    again = await send(lead, f"/crise/{CRISIS}/point", "/crise", text="Trop tard.")
    assert again.status_code == 409
    assert (await declare(lead)).status_code == 303
    assert [p.key for p in await store.papers("crisis", about="active")] == ["ville-fictive-2"]


@pytest.mark.parametrize("role", ["reader", "officer"])
async def test_only_a_lead_changes_anything(
    entering: Entering, store: SqliteStore, role: str
) -> None:
    await begin(store, entering())
    other = entering(role)
    for path in ("/crise", f"/crise/{CRISIS}", f"/crise/{CRISIS}/point", f"/crise/{CRISIS}/fin"):
        assert (await send(other, path, "/", **FORM, sure="yes")).status_code == 403
    seen = await other.get("/crise")
    assert seen.status_code == 200
    assert "<form" not in seen.text


async def test_every_act_is_noted_without_a_word_of_what_was_written(
    entering: Entering, store: SqliteStore
) -> None:
    lead = entering()
    await begin(store, lead)
    await send(lead, f"/crise/{CRISIS}/point", "/crise", text="La rue est fermée.")
    await send(lead, f"/crise/{CRISIS}/fin", "/crise", sure="yes")
    noted = await acts(store, town=TOWN.slug, about=CRISIS)
    assert sorted(each.act.what for each in noted) == [
        "crisis.declared",
        "crisis.ended",
        "crisis.entered",
    ]
    assert {each.act.by for each in noted} == {"camille"}
    assert all(each.act.detail == {} for each in noted)


async def over(entering: Entering, store: SqliteStore, clock: HeldClock) -> httpx.AsyncClient:
    """A crisis that has ended: a mention answered in two hours, an alert, a line of the log."""
    lead = entering()
    await begin(store, lead)
    alert = Alert(
        id="a1",
        rule="hausse",
        town=TOWN.slug,
        mention="",
        severity="urgent",
        title="Titre",
        reason="",
        advice="",
        raised_at=MONDAY - timedelta(minutes=5),
    )
    await store.write(Batch(deliveries=(Delivery(alert=alert, target="t", due_at=MONDAY),)))
    sent = PIPE.mention.post.published_at + timedelta(hours=2)
    await store.review(Review(mention=PIPE.mention.id, status="answered", reply_sent_at=sent))
    clock.move(timedelta(hours=1))
    await send(lead, f"/crise/{CRISIS}/point", "/crise", text='=LIEN("x") <b>fin</b>')
    clock.move(timedelta(hours=1))
    await send(lead, f"/crise/{CRISIS}/fin", "/crise", sure="yes")
    return lead


async def test_the_report_tells_what_was_heard_done_and_answered(
    entering: Entering, store: SqliteStore, clock: HeldClock
) -> None:
    lead = await over(entering, store, clock)
    page = await shown(lead, f"/crise/{CRISIS}/journal")
    assert "Mentions qui la concernent 1" in part(page, "figures")
    assert "Temps de réponse médian 2 h" in part(page, "figures")
    assert "Réponses envoyées 1" in part(page, "figures")
    timeline = part(page, "timeline")
    for said in ("hausse", "crise déclarée", '=LIEN("x") <b>fin</b>', "crise terminée"):
        assert said in timeline
    assert timeline.index("hausse") < timeline.index("crise déclarée")
    assert timeline.index("crise déclarée") < timeline.index("crise terminée")
    assert "devant chez moi" not in page.text
    past = await shown(lead, "/crise")
    assert f"/crise/{CRISIS}/journal" in [a.attributes["href"] for a in past.all("a")]


async def test_the_report_leaves_as_text_and_as_a_table_that_runs_no_formula(
    entering: Entering, store: SqliteStore, clock: HeldClock
) -> None:
    lead = await over(entering, store, clock)
    table = await lead.get(f"/crise/{CRISIS}/journal.csv")
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert "attachment" in table.headers["content-disposition"]
    assert [row[3] for row in rows if row[1] == "journal"] == ['\'=LIEN("x") <b>fin</b>']
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert [row[3] for row in rows if row[1] == "mentions"] == ["1"]
    text = (await lead.get(f"/crise/{CRISIS}/journal.md?lang=en")).text
    assert text.startswith("# Bris d’aqueduc\n")
    assert "- Median time to reply: 2 h" in squeezed(text)
    assert "\\<b\\>fin" in text
    assert "<b>" not in text
