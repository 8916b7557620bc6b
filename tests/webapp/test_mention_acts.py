from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN, case
from tests.webapp.act_contract import ANNE, BENOIT, a_hole
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office, send
from tests.webapp.records import PageReader, read, record, squeezed
from tests.webapp.test_security import CORPUS, assert_harmless
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.case import Case, CasePost
from vigie.clock import HeldClock
from vigie.judgement import Place
from vigie.mention import mention_id
from vigie.post import Point
from vigie.record import Record
from vigie.review import Review
from vigie.town import Spot
from webapp.app import create
from webapp.mention.act_routes import ACTS
from webapp.mention.map_drawing import draw

Browser = Callable[[Actor], Any]
PLACED = replace(
    TOWN,
    gazetteer=(
        Spot(id="rue-a", name="rue Alpha", kind="street", point=Point(lat=46.3, lon=-72.5)),
        Spot(id="parc-b", name="parc Bêta", kind="park", district="centre"),
    ),
)


@pytest.fixture
def as_(store: SqliteStore, clock: HeldClock) -> Browser:
    """A browser in which someone has been let in."""

    @asynccontextmanager
    async def opened(actor: Actor) -> AsyncIterator[httpx.AsyncClient]:
        app = create(
            store,
            towns=(PLACED,),
            clock=clock,
            coverage=Ears(store, clock),
            office=an_office(store, actor),
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            yield browser

    return opened


@pytest.fixture
async def one(store: SqliteStore) -> Record:
    made = a_hole()
    await store.write(Batch(records=(made,)))
    return made


async def shown(browser: httpx.AsyncClient, path: str) -> PageReader:
    answer = await browser.get(path)
    assert answer.status_code == 200
    return read(answer.text)


async def did(
    browser: httpx.AsyncClient, one: Record, act: str, version: int = 0, **fields: str
) -> httpx.Response:
    here = f"/mention/{one.mention.id}"
    return await send(browser, f"{here}/{act}", here, version=str(version), **fields)


async def kept(store: SqliteStore, one: Record) -> Review:
    found = await store.get(one.mention.id)
    assert found is not None
    assert found.review is not None
    return found.review


async def test_one_click_corrects_everywhere_and_one_more_undoes_it(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    async with as_(ANNE) as browser:
        answer = await did(browser, one, "corriger", label="service_request", value="false")
        assert answer.status_code == 303
        page = await shown(browser, answer.headers["location"])
        assert "Correction enregistrée." in page.text
        assert page.all("span", class_="route-reply")
        assert not page.all("section", aria_labelledby="case")
        assert "Merci de nous écrire." in page.all("textarea", id="reply")[0].text
        listed = await shown(browser, "/mentions?route=reply")
        assert len(listed.all("article", class_="edge-reply")) == 1
        assert not (await shown(browser, "/mentions?route=invite_311")).all("article")
        (undo,) = [b for b in page.all("button") if b.text == "Annuler"]
        assert undo
        back = await did(browser, one, "retablir", 1, label="service_request")
        page = await shown(browser, back.headers["location"])
        assert "Correction annulée." in page.text
        assert page.all("span", class_="route-invite_311")
    assert (await kept(store, one)).corrections == {}


async def test_undoing_gives_back_the_correction_that_stood_before(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    async with as_(ANNE) as browser:
        await did(browser, one, "corriger", label="topic", value="snow")
        answer = await did(browser, one, "corriger", 1, label="topic", value="noise")
        page = await shown(browser, answer.headers["location"])
        (was,) = page.all("input", name="was")
        assert was.attributes["value"] == "snow"
        await did(browser, one, "retablir", 2, label="topic", was="snow")
    assert (await kept(store, one)).corrections == {"topic": "snow"}


async def test_every_value_of_every_label_is_one_button(as_: Browser, one: Record) -> None:
    async with as_(ANNE) as browser:
        page = await shown(browser, f"/mention/{one.mention.id}")
    values = {b.attributes["value"] for b in page.all("button", name="value")}
    assert {"snow", "negative", "complaint", "pothole", "insult", "press", "nl"} <= values
    assert {"emergency", "media_relations", "reply", "ignore"} <= values
    digits = [b.attributes["value"] for b in page.all("button") if "data-digit" in b.attributes]
    assert digits[:3] == ["emergency", "media_relations", "moderate"]


async def test_a_route_chosen_by_a_person_brings_its_article_clock_and_draft(
    as_: Browser, one: Record
) -> None:
    async with as_(ANNE) as browser:
        answer = await did(browser, one, "corriger", label="route", value="media_relations")
        page = await shown(browser, answer.headers["location"])
        text = squeezed(page.text)
        assert "Ne répondez pas publiquement" in text
        assert "L’équipe a choisi cette orientation." in text
        assert "relations médias (media-relations)" in text
        assert "lundi 23 novembre à 10 h 30" in text
        (card,) = (await shown(browser, "/mentions")).all("article", class_="card")
        assert "À transmettre" in card.text or "aux relations médias" in card.text


async def test_a_place_is_given_by_its_name_and_shown_on_the_map(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    async with as_(ANNE) as browser:
        wrong = await did(browser, one, "corriger", label="place", name="rue Alfa")
        assert wrong.status_code == 400
        assert "rue Alpha" in wrong.text
        answer = await did(browser, one, "corriger", label="place", name="RUE ALPHA")
        page = await shown(browser, answer.headers["location"])
        assert "Le lieu : rue Alpha" in squeezed(page.text)
        assert "Lieu : rue Alpha." in page.all("textarea", id="reply")[0].text
        drawn = await browser.get(f"/mention/{one.mention.id}/carte.svg")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert "<title>rue Alpha</title>" in drawn.text
    assert (await kept(store, one)).corrections == {"place": "rue-a"}


async def test_without_a_point_there_is_no_map(as_: Browser, one: Record) -> None:
    async with as_(ANNE) as browser:
        assert not (await shown(browser, f"/mention/{one.mention.id}")).all("img", class_="map")
        assert (await browser.get(f"/mention/{one.mention.id}/carte.svg")).status_code == 404


def test_the_map_keeps_the_outline_in_the_picture_and_its_title_a_text() -> None:
    ring = ((-72.7, 46.2), (-72.3, 46.2), (-72.3, 46.5), (-72.7, 46.5))
    drawn = draw(replace(TOWN, outline=ring), Point(lat=46.3, lon=-72.5), "<rue> & 'b'")
    assert "<rue>" not in drawn
    (points,) = [e.attributes["points"] for e in read(drawn).all("polygon")]
    pixels = [tuple(map(float, pair.split(","))) for pair in points.split()]
    assert all(0 <= x <= 320 and 0 <= y <= 220 for x, y in pixels)
    (_, circle) = read(drawn).all("circle")
    assert float(circle.attributes["cx"]) == pytest.approx(160, abs=0.5)


async def test_the_second_of_two_officers_is_told_and_loses_nothing(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    async with as_(ANNE) as anne, as_(BENOIT) as benoit:
        await did(anne, one, "corriger", label="topic", value="snow")
        told = await did(benoit, one, "noter", 0, text="J’ai appelé <les> travaux.")
        assert told.status_code == 409
        page = read(told.text)
        assert "Modifiée entre-temps" in page.text
        assert "anne a corrigé : Sujet, rues et trottoirs → déneigement et glace" in squeezed(
            page.text
        )
        assert page.all("textarea", id="note")[0].text == "J’ai appelé <les> travaux."
        assert {f.attributes["value"] for f in page.all("input", name="version")} == {"1"}
        again = await did(benoit, one, "noter", 1, text="J’ai appelé <les> travaux.")
        assert again.status_code == 303
    review = await kept(store, one)
    assert review.corrections == {"topic": "snow"}
    assert [note.text for note in review.notes] == ["J’ai appelé <les> travaux."]


async def test_a_reply_refused_keeps_the_text_typed(as_: Browser, one: Record) -> None:
    async with as_(ANNE) as anne, as_(BENOIT) as benoit:
        await did(anne, one, "prendre")
        told = await did(benoit, one, "reponse-envoyee", 0, text="Bonjour à vous.")
        assert told.status_code == 409
        page = read(told.text)
        assert page.all("textarea", id="reply")[0].text == "Bonjour à vous."
        assert "anne s’en occupe" in squeezed(page.text)


async def test_two_people_on_one_mention_see_each_other_for_two_minutes(
    as_: Browser, clock: HeldClock, one: Record
) -> None:
    here = f"/mention/{one.mention.id}"
    async with as_(ANNE) as anne, as_(BENOIT) as benoit:
        assert "aussi cette fiche ouverte" not in (await shown(anne, here)).text
        assert "anne a aussi cette fiche ouverte." in (await shown(benoit, here)).text
        said = (await anne.get(f"{here}/presence")).json()
        assert said["others"] == ["benoit"]
        assert said["version"] == 0
        clock.move(timedelta(minutes=3))
        assert (await anne.get(f"{here}/presence")).json()["others"] == []


async def test_sending_the_temporary_reply_stops_the_first_clock_and_the_reply_both(
    as_: Browser, clock: HeldClock, store: SqliteStore, one: Record
) -> None:
    clock.move(timedelta(hours=4))
    async with as_(ANNE) as browser:
        assert "En retard" in (await shown(browser, "/mentions")).text
        await did(browser, one, "temporaire-envoyee")
        page = await shown(browser, "/mentions")
        assert "En retard" not in page.text
        assert "Réponse attendue" in page.text
        await did(browser, one, "reponse-envoyee", 1, text="Bonjour, c’est noté.")
        page = await shown(browser, "/mentions")
        assert "attendue" not in page.text
        assert "Répondu" in page.text or "répondu" in page.text
        assert not (await shown(browser, "/mentions?view=todo")).all("article")
        whole = await shown(browser, f"/mention/{one.mention.id}")
        assert "Envoyée lundi 23 novembre à 13 h" in squeezed(whole.text)
    review = await kept(store, one)
    assert review.reply == "Bonjour, c’est noté."
    assert review.reply_sent_at == MONDAY + timedelta(hours=4)


async def test_a_template_is_chosen_filled_edited_and_kept(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    here = f"/mention/{one.mention.id}"
    async with as_(ANNE) as browser:
        page = await shown(browser, here)
        assert [o.text for o in page.all("option")] == ["pour tous les cas", "glace"]
        page = await shown(browser, f"{here}?template=ice")
        assert page.all("textarea", id="reply")[0].text == "La glace est signalée au 311."
        assert "selected" in page.all("option", value="ice")[0].attributes
        answer = await did(browser, one, "reponse", text="La glace, et le trou.")
        page = await shown(browser, answer.headers["location"])
        assert page.all("textarea", id="reply")[0].text == "La glace, et le trou."
        assert "Récrite par l’équipe." in page.text
        unknown = await shown(browser, f"{here}?template=../../etc")
        assert unknown.all("textarea", id="reply")[0].text == "La glace, et le trou."


async def test_what_is_put_off_leaves_what_is_to_do_until_the_town_opens(
    as_: Browser, clock: HeldClock, store: SqliteStore, one: Record
) -> None:
    other = record("Un autre trou.", service_request=case())
    await store.write(Batch(records=(other,)))
    async with as_(ANNE) as browser:
        # Both clocks have run out: it is late already, and was seen to be.
        clock.move(timedelta(days=3))
        await did(browser, one, "reporter", until="monday")
        assert (await kept(store, one)).snoozed_until == datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
        todo = await shown(browser, "/mentions?view=todo&period=all")
        assert len(todo.all("article")) == 1
        tabs = [squeezed(a.text) for a in todo.all("a") if "view=todo" in a.attributes["href"]]
        assert any("1" in tab for tab in tabs)
        everything = await shown(browser, "/mentions?period=all")
        assert "mise de côté jusqu’au lundi 30 novembre à 8 h 30" in squeezed(everything.text)
        clock.move(timedelta(days=4))
        assert len((await shown(browser, "/mentions?view=todo&period=all")).all("article")) == 2


async def test_what_is_put_off_comes_back_when_it_turns_late_or_is_edited(
    as_: Browser, clock: HeldClock, store: SqliteStore, one: Record
) -> None:
    other = a_hole("Un autre trou.")
    await store.write(Batch(records=(other,)))
    async with as_(ANNE) as browser:
        for each in (one, other):
            await did(browser, each, "temporaire-envoyee")
            await did(browser, each, "reporter", 1, date="2026-12-14")
        todo = "/mentions?view=todo&period=all"
        assert not (await shown(browser, todo)).all("article")
        clock.move(timedelta(minutes=5))
        post = replace(other.mention.post, revision=2, text="Pire!", fetched_at=clock.now())
        edited = replace(other, mention=replace(other.mention, post=post))
        await store.write(Batch(records=(edited,)))
        assert len((await shown(browser, todo)).all("article")) == 1
        clock.move(timedelta(days=2))
        assert len((await shown(browser, todo)).all("article")) == 2


async def test_a_mention_is_handed_over_and_the_list_says_so(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    async with as_(ANNE) as browser:
        await did(browser, one, "prendre")
        assert "Vous vous en occupez." in (await shown(browser, f"/mention/{one.mention.id}")).text
        await did(browser, one, "passer", 1, name="benoit", word="À toi.")
        (card,) = (await shown(browser, "/mentions")).all("article", class_="card")
        assert "entre les mains de benoit" in card.text
        assert "pris en charge" in card.text
        page = await shown(browser, f"/mention/{one.mention.id}")
        (steps,) = page.all("ol", class_="steps")
        said = squeezed(steps.text)
        assert "anne l’a passée à benoit" in said
        assert "À toi." in said
        closed = await did(browser, one, "clore", 2)
        assert "Rouvrir" in (await shown(browser, closed.headers["location"])).text
    assert (await kept(store, one)).status == "closed"


async def test_what_a_mention_answers_is_shown_before_it(as_: Browser, store: SqliteStore) -> None:
    first = record("Quand déneigez-vous?", ago=3)
    source = first.mention.post.source.name
    assert mention_id(TOWN.slug, source, "Quand déneigez-vous?") == first.mention.id
    second = record("Moi aussi.", ago=2, post={"in_reply_to": "Quand déneigez-vous?"})
    await store.write(Batch(records=(first, second)))
    async with as_(ANNE) as browser:
        page = await shown(browser, f"/mention/{second.mention.id}")
        (thread,) = page.all("details", class_="thread")
        assert "Quand déneigez-vous?" in thread.text


async def test_the_case_that_holds_it_is_named_with_its_state(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    post = CasePost(mention=one.mention.id, at=MONDAY, excerpt="Un trou.")
    held = Case(reference="VIGIE-ABCDEFGHIJ", town=TOWN.slug, category="pothole", posts=(post,))
    await store.save_cases([held])
    async with as_(ANNE) as browser:
        page = await shown(browser, f"/mention/{one.mention.id}")
        assert "Dossier VIGIE-ABCDEFGHIJ : brouillon" in squeezed(page.text)


@pytest.mark.parametrize("act", ACTS)
async def test_a_reader_reads_and_changes_nothing(
    as_: Browser, store: SqliteStore, one: Record, act: str
) -> None:
    async with as_(Actor(name="rene", role="reader")) as browser:
        page = await shown(browser, f"/mention/{one.mention.id}")
        assert not [f for f in page.all("form", method="post") if act in f.attributes["action"]]
        answer = await did(browser, one, act, label="topic", value="snow", text="a", name="b")
        assert answer.status_code == 403
    found = await store.get(one.mention.id)
    assert found is not None
    assert found.review is None


async def test_another_towns_mention_is_not_there(as_: Browser, one: Record) -> None:
    async with as_(Actor(name="chloe", role="lead", towns=("ailleurs",))) as browser:
        here = f"/mention/{one.mention.id}"
        for path in (here, f"{here}/carte.svg", f"{here}/presence"):
            assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize("payload", CORPUS)
async def test_no_word_of_an_officer_becomes_markup(
    as_: Browser, store: SqliteStore, one: Record, payload: str
) -> None:
    async with as_(ANNE) as browser:
        await did(browser, one, "noter", text=payload)
        await did(browser, one, "reponse", 1, text=payload)
        await did(browser, one, "prendre", 0)  # told, with what was typed
        for path in (f"/mention/{one.mention.id}", "/mentions"):
            assert_harmless((await browser.get(path)).text)
        for act, field in (("passer", "name"), ("corriger", "label"), ("reporter", "date")):
            refused = await did(browser, one, act, 2, **{field: payload, "word": payload})
            assert refused.status_code == 400
            assert_harmless(refused.text)
        told = await did(browser, one, "passer", 0, name="benoit", word=payload)
        assert_harmless(told.text)
    review = await kept(store, one)
    assert [note.text for note in review.notes] == [payload.strip()]
    assert review.reply == payload.strip()


@pytest.mark.parametrize("version", ["", "-1", "1.5", "٣", "²", "9" * 30, "x"])
async def test_a_form_without_a_sound_version_changes_nothing(
    as_: Browser, store: SqliteStore, one: Record, version: str
) -> None:
    here = f"/mention/{one.mention.id}"
    async with as_(ANNE) as browser:
        answer = await send(browser, f"{here}/prendre", here, version=version)
        assert answer.status_code == 400
    found = await store.get(one.mention.id)
    assert found is not None
    assert found.review is None


async def test_the_way_back_to_the_list_survives_an_act(as_: Browser, one: Record) -> None:
    here = f"/mention/{one.mention.id}"
    async with as_(ANNE) as browser:
        answer = await send(browser, f"{here}/prendre?q=trou&view=todo&x=//mal", here, version="0")
        assert answer.headers["location"] == f"{here}?q=trou&view=todo&did=taken"
        page = await shown(browser, answer.headers["location"])
        assert "/mentions?q=trou&view=todo" in {a.attributes["href"] for a in page.all("a")}


async def test_the_page_speaks_english(as_: Browser, one: Record) -> None:
    async with as_(ANNE) as browser:
        answer = await did(browser, one, "corriger", label="topic", value="snow")
        page = await shown(browser, answer.headers["location"] + "&lang=en")
        text = squeezed(page.text)
        for said in ("Correction saved.", "Undo", "Mark as sent", "I’ll take it", "What was done"):
            assert said in text
        assert "anne corrected: Topic, roads and sidewalks → snow and ice" in text


async def test_saying_that_there_is_no_place_takes_the_map_away(
    as_: Browser, store: SqliteStore
) -> None:
    place = Place(text="rue A", start=0, end=5, confidence=0.9, point=Point(lat=46.3, lon=-72.5))
    made = a_hole("rue A, un trou", place=place)
    await store.write(Batch(records=(made,)))
    async with as_(ANNE) as browser:
        assert (await shown(browser, f"/mention/{made.mention.id}")).all("img", class_="map")
        await did(browser, made, "corriger", label="place", value="")
        assert not (await shown(browser, f"/mention/{made.mention.id}")).all("img", class_="map")


async def test_a_form_of_ours_passes_as_browsers_send_it_under_our_referrer_policy(
    as_: Browser, store: SqliteStore, one: Record
) -> None:
    """Under « no-referrer », Chromium's `Origin` is "null" even towards the page's own site."""
    here = f"/mention/{one.mention.id}"
    async with as_(ANNE) as browser:
        browser.headers.update({"origin": "null", "sec-fetch-site": "cross-site"})
        assert (await send(browser, f"{here}/prendre", here, version="0")).status_code == 403
        browser.headers.pop("sec-fetch-site")
        assert (await send(browser, f"{here}/prendre", here, version="0")).status_code == 403
        browser.headers["sec-fetch-site"] = "same-origin"
        assert (await send(browser, f"{here}/prendre", here, version="0")).status_code == 303
    assert (await kept(store, one)).assignee == "anne"
