"""« This morning » over a real store, as the person who opens it reads it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN, case
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch, CursorMove
from vigie.clock import HeldClock
from vigie.judgement import Label, Verdict
from vigie.record import Record
from vigie.review import Review
from webapp.app import create

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
NEEDED = {
    "emergency": {"emergency": Verdict(True, 0.9)},
    "media": {"media_request": Verdict(True, 0.9)},
    "front": {"service_request": case()},
    "moderate": {"conduct": Label("insult", 0.9)},
    "reply": {"intent": Label("question", 0.9)},
}


def one(kind: str, text: str, *, ago: float = 0.2, **more: Any) -> Record:
    return record(text, ago=ago, **{**NEEDED[kind], **more})


async def write(store: SqliteStore, *records: Record) -> None:
    await store.write(Batch(records=records))


def groups(page: PageReader) -> list[str]:
    """The groups shown, in order, each with its number."""
    return [squeezed(e.text) for e in page.all("h2") if e.attributes.get("id") in _GROUPS]


def texts(page: PageReader, label: str) -> str:
    html = page
    return squeezed(next(e.text for e in html.all("section", aria_labelledby=label)))


_GROUPS = {"emergency", "media", "front", "moderate", "reply", "late"}


async def test_what_needs_a_person_stands_in_the_order_of_the_policy_and_of_the_clock(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await write(
        store,
        one("reply", "La bibliothèque ouvre quand?"),
        one("reply", "Toujours rien depuis jeudi?", ago=90),
        one("moderate", "Bande de pourris."),
        one("front", "Nid-de-poule."),
        one("media", "Une entrevue?"),
        one("emergency", "Un fil est tombé!"),
    )
    page = read((await client.get("/")).text)
    assert groups(page) == [
        "Urgences 1",
        "Demandes des médias 1",
        "Demandes de service 1",
        "Modération 1",
        "Réponses attendues bientôt 1",
        "En retard 1",
    ]
    assert "Toujours rien" in texts(page, "late")
    assert "En retard de" in texts(page, "late")
    strip = [squeezed(li.text) for li in page.all("a", class_="strip-emergency")]
    assert strip == ["1 urgence"]


async def test_in_a_group_the_first_due_comes_first(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await write(store, one("reply", "Deuxième", ago=0.1), one("reply", "Première", ago=0.4))
    said = texts(read((await client.get("/")).text), "reply")
    assert said.index("Première") < said.index("Deuxième")


async def test_each_line_opens_the_mention_and_says_where_whence_and_by_when(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    kept = one("front", "Un <b>trou</b> dans la rue.")
    await write(store, kept)
    page = read((await client.get("/")).text)
    (opened,) = page.all("a", class_="row-open")
    assert opened.attributes["href"].startswith(f"/mention/{kept.mention.id}")
    assert "Un <b>trou</b> dans la rue." in opened.text
    said = texts(page, "front")
    assert "Inviter au 311" in said or "inviter au 311" in said
    assert "Forum fictif" in said
    assert re.search(r"Première réponse attendue aujourd’hui à \d", said)
    assert (await client.get(opened.attributes["href"])).status_code == 200


async def test_what_someone_has_taken_says_who_and_mine_is_apart(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    mine, hers = one("front", "Le mien."), one("front", "Le sien.")
    await write(store, mine, hers)
    await store.review(Review(mention=mine.mention.id, status="taken", assignee="essai"))
    await store.review(Review(mention=hers.mention.id, status="taken", assignee="camille"))
    page = read((await client.get("/")).text)
    assert "pris en charge, vous" in texts(page, "front")
    assert "pris en charge, camille" in texts(page, "front")
    assert "Le mien." in texts(page, "mine")
    assert "Le sien." not in texts(page, "mine")


async def test_what_was_put_off_is_out_of_sight_and_comes_back(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    kept = one("front", "Remis à plus tard.", ago=0)
    await write(store, kept)
    until = MONDAY + timedelta(minutes=30)
    await store.review(Review(mention=kept.mention.id, status="waiting", snoozed_until=until))
    assert "Remis à plus tard." not in (await client.get("/")).text
    clock.move(timedelta(minutes=31))
    page = read((await client.get("/")).text)
    assert "Remis à plus tard." in texts(page, "back")
    assert "de retour" in texts(page, "front")


async def test_what_was_put_off_comes_back_by_itself_once_late(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    kept = one("front", "Remis trop loin.", ago=0)
    await write(store, kept)
    until = MONDAY + timedelta(days=5)
    await store.review(Review(mention=kept.mention.id, status="waiting", snoozed_until=until))
    clock.move(timedelta(hours=26))
    assert "Remis trop loin." in texts(read((await client.get("/")).text), "late")


async def test_a_temporary_reply_takes_a_mention_out_of_what_is_late(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    kept = one("reply", "Une question.", ago=66)  # Friday afternoon
    await write(store, kept)
    assert groups(read((await client.get("/")).text)) == ["En retard 1"]
    sent = MONDAY - timedelta(hours=64)
    await store.review(Review(mention=kept.mention.id, temporary_sent_at=sent))
    assert groups(read((await client.get("/")).text)) == ["Réponses attendues bientôt 1"]


@pytest.mark.parametrize("status", ["answered", "closed"])
async def test_what_is_done_is_not_shown(
    client: httpx.AsyncClient, store: SqliteStore, status: str
) -> None:
    kept = one("emergency", "Un fil est tombé!")
    await write(store, kept)
    await store.review(Review(mention=kept.mention.id, status=status))
    page = read((await client.get("/")).text)
    assert groups(page) == []
    assert "Rien n’attend une personne." in page.text


async def test_a_correction_takes_a_mention_out_of_its_group(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    kept = one("emergency", "Ma pile de factures est une urgence.")
    await write(store, kept)
    wrong = Review(mention=kept.mention.id, corrections={"emergency": "false"})
    await store.review(wrong)
    assert groups(read((await client.get("/")).text)) == []


async def test_what_the_machine_is_unsure_of_stands_apart_but_never_an_emergency(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await write(
        store,
        one("front", "Peut-être un trou.", uncertain=("service_request",)),
        one("front", "Un trou, c’est sûr.", uncertain=("sentiment",)),
        one("emergency", "Au secours?", uncertain=("emergency",)),
    )
    page = read((await client.get("/")).text)
    assert "Peut-être un trou." in texts(page, "unsure")
    assert "Peut-être un trou." not in texts(page, "front")
    assert "Un trou, c’est sûr." in texts(page, "front")
    assert "Au secours?" in texts(page, "emergency")


async def test_the_weekend_is_gathered_since_fridays_closing(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await write(
        store,
        record("Avant la fermeture.", ago=70, topic=Label("noise", 0.9)),
        record("Samedi.", ago=40, topic=Label("snow", 0.9)),
        one("front", "Dimanche.", ago=20, topic=Label("snow", 0.9)),
    )
    page = read((await client.get("/")).text)
    said = texts(page, "news")
    assert "Depuis vendredi 16 h 30" in said
    assert "2 mentions, 1 à traiter" in said
    assert re.search(r"[Dd]éneigement et glace 2", said)
    assert "ruit" not in said
    english = squeezed(read((await client.get("/?lang=en")).text).text)
    assert "Since Friday 4:30 p.m." in english


async def test_one_line_says_what_was_heard_and_which_sources_are_silent(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await store.write(
        Batch(
            records=(record("Bonjour."),),
            cursors=(
                CursorMove(source="Forum fictif", cursor=b"1", at=MONDAY, heard=True),
                CursorMove(source="Journal muet", cursor=b"1", at=MONDAY, state="failing"),
            ),
        )
    )
    page = read((await client.get("/")).text)
    (line,) = page.all("p", class_="heard-line")
    assert squeezed(line.text).startswith("Depuis vendredi 16 h 30 : 1 mention, de 2 sources")
    assert "Silencieuses : Journal muet." in squeezed(line.text)


async def test_an_empty_installation_says_what_to_do(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/")).text)
    steps = [a.attributes["href"] for a in page.all("a") if "/reglages" in a.attributes["href"]]
    assert "Bienvenue" in page.text
    assert "/reglages#sample" in steps


async def test_what_is_beyond_the_first_few_is_one_click_away(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await write(store, *(one("front", f"Trou numéro {n}.") for n in range(11)))
    page = read((await client.get("/")).text)
    more = next(a for a in page.all("a") if "et 3 autres" in a.text)
    assert "Trou numéro 3." in (await client.get(more.attributes["href"])).text
    assert groups(page) == ["Demandes de service 11"]


def site(store: SqliteStore, clock: HeldClock, actor: Actor) -> httpx.AsyncClient:
    app = create(
        store,
        towns=(TOWN, OTHER),
        clock=clock,
        coverage=Ears(store, clock),
        office=an_office(store, actor),
        outbox=store,
        registry=CollectorRegistry(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def elsewhere(it: Record) -> Record:
    mention = replace(it.mention, town=OTHER.slug, id=f"{it.mention.id}-autre")
    return replace(it, mention=mention)


async def test_with_several_towns_each_has_its_morning_and_tells_the_others_emergencies(
    store: SqliteStore, clock: HeldClock
) -> None:
    await write(
        store,
        one("front", "Chez nous."),
        elsewhere(one("emergency", "Chez eux, un fil est tombé!")),
    )
    async with site(store, clock, Actor(name="essai", role="officer")) as browser:
        here = read((await browser.get("/")).text)
        assert "Chez nous." in here.text
        assert "Chez eux" not in here.text
        tabs = {
            squeezed(a.text): a.attributes["href"]
            for a in here.all("a")
            if "town=" in a.attributes["href"]
        }
        assert tabs["Autre-Ville 1 urgence"] == "/?town=autre-ville"
        there = read((await browser.get("/?town=autre-ville")).text)
        assert "Chez eux" in there.text
        assert "Chez nous." not in there.text


async def test_a_town_that_is_not_the_readers_is_not_shown(
    store: SqliteStore, clock: HeldClock
) -> None:
    await write(store, elsewhere(one("emergency", "Chez eux, un fil est tombé!")))
    actor = Actor(name="essai", role="lead", towns=(TOWN.slug,))
    async with site(store, clock, actor) as browser:
        for slug in ("autre-ville", "nulle-part"):
            for path in ("/", "/reglages", "/crise"):
                answer = await browser.get(f"{path}?town={slug}")
                assert answer.status_code == 404, path
                assert "Chez eux" not in answer.text
                assert "Autre-Ville" not in answer.text


@pytest.mark.parametrize(("role", "invited"), [("officer", False), ("lead", True)])
async def test_an_emergency_invites_the_lead_to_declare_a_crisis(
    store: SqliteStore, clock: HeldClock, role: str, invited: bool
) -> None:
    await write(store, one("emergency", "L’eau monte!", topic=Label("water", 0.9)))
    async with site(store, clock, Actor(name="essai", role=role)) as browser:
        page = read((await browser.get("/")).text)
    links = [a.attributes["href"] for a in page.all("a", class_="button")]
    assert ("/crise?town=ville-fictive&topic=water" in links) is invited
