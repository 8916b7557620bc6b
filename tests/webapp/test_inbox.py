from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, OWN_PAGE, TOWN, case
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label, Place, Reason, Verdict
from vigie.labels import ROUTES, VOCABULARIES
from vigie.post import Source
from vigie.record import Record
from vigie.review import Review
from webapp.app import create


async def page(client: httpx.AsyncClient, path: str = "/mentions", **more: Any) -> PageReader:
    answer = await client.get(path, **more)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def cards(shown: PageReader) -> list[str]:
    return [squeezed(card.text) for card in shown.all("article", class_="card")]


async def keep(store: SqliteStore, *records: Record) -> None:
    await store.write(Batch(records=records))


QUESTION: dict[str, Any] = {"intent": Label("question", 0.9)}
URGENT: dict[str, Any] = {"emergency": Verdict(True, 0.9)}


async def test_the_summary_says_how_much_came_in_and_what_to_handle(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(
        store,
        record("a", **QUESTION),
        record("b", **URGENT),
        record("c", **URGENT, ago=2),
        record("d"),
        record("vieux", ago=24 * 8),
    )
    text = squeezed((await page(client)).text)
    assert "4 mentions depuis le mardi 17 novembre" in text
    assert "3 à traiter" in text
    assert "2 urgences" in text


async def test_what_has_been_answered_is_no_longer_to_handle(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = record("a", **URGENT)
    await keep(store, one)
    await store.review(Review(mention=one.mention.id, status="answered"))
    text = squeezed((await page(client)).text)
    assert "0 à traiter" in text
    assert "aucune urgence" in text
    assert "À signaler" not in text


async def test_a_card_tells_route_source_time_text_labels_and_clock(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    text = "La rue A n’est pas déneigée."
    place = Place(text="rue A", start=3, end=8, confidence=0.9)
    await keep(
        store,
        record(
            text,
            ago=0.25,
            post={"title": "Un titre", "source": OWN_PAGE},
            service_request=case("snow_removal"),
            topic=Label("snow", 0.9),
            sentiment=Label("negative", 0.4),
            place=place,
            uncertain=("sentiment",),
        ),
    )
    (card,) = cards(await page(client))
    for said in (
        "inviter au 311",
        "Page de la ville",
        "il y a 15 min",
        "lundi 23 novembre à 8 h 45",
        "Un titre",
        text,
        "déneigement et glace",
        "négatif",
        "rue A",
        "À vérifier : Sentiment",
        "Première réponse attendue aujourd’hui à 9 h 45",
        "Voir le détail et le brouillon",
    ):
        assert said in card


async def test_what_is_late_says_by_how_much(client: httpx.AsyncClient, store: SqliteStore) -> None:
    await keep(store, record("a", ago=24 * 4, **QUESTION), record("b", ago=0, **QUESTION))
    shown = await page(client)
    late = shown.all("p", class_="late")
    # Thursday 9 a.m. + one business hour, until Monday 9 a.m.
    assert [squeezed(p.text).partition(" ·")[0] for p in late] == ["En retard de 3 jours"]


async def test_a_temporary_reply_stops_the_first_clock_and_the_reply_the_second(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = record("a", ago=0, **QUESTION)
    await keep(store, one)
    review = Review(mention=one.mention.id, temporary_sent_at=MONDAY)
    kept = await store.review(review)
    (card,) = cards(await page(client))
    assert "Réponse attendue demain à 10 h" in card
    await store.review(replace(kept, reply_sent_at=MONDAY))
    (card,) = cards(await page(client))
    assert "attendue" not in card


async def test_a_search_marks_the_words_found_and_else_the_reasons_are_marked(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    text = "Fil tombé près de l’école."
    why = (Reason(label="emergency", reason="un danger", start=0, end=9),)
    await keep(store, record(text, why=why, **URGENT))
    found = await page(client, params={"q": "école"})
    assert [m.text for m in found.all("mark")] == ["école"]
    idle = await page(client)
    assert [(m.text, m.attributes["title"]) for m in idle.all("mark")] == [
        ("Fil tombé", "un danger")
    ]


async def test_a_long_text_is_cut_around_what_was_found(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("mot " * 400 + "aiguille " + "mot " * 400))
    found = await page(client, params={"q": "aiguille"})
    (said,) = found.all("p", class_="said")
    assert [m.text for m in found.all("mark")] == ["aiguille"]
    assert len(said.text) < 500
    assert said.text.startswith("…")
    assert said.text.endswith("…")


@pytest.mark.parametrize("view", ["todo", "follow", "all"])
async def test_each_view_holds_as_many_as_its_tab_says(
    client: httpx.AsyncClient, store: SqliteStore, view: str
) -> None:
    await keep(store, record("a", **QUESTION), record("b"), record("c"), record("d", **URGENT))
    shown = await page(client, params={"view": view})
    (tab,) = [a for a in shown.all("a", aria_current="true") if a.text.split()[0] != "7"]
    assert (
        len(cards(shown)) == int(tab.text.split()[-1]) == {"todo": 2, "follow": 2, "all": 4}[view]
    )


async def test_a_filter_counts_narrows_and_does_not_hide_its_other_values(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    snow, water = Label("snow", 0.9), Label("water", 0.9)
    await keep(store, record("a", topic=snow), record("b", topic=snow), record("c", topic=water))

    named = {"déneigement et glace", "eau et égouts"}

    def counts(shown: PageReader) -> dict[str, int]:
        links = (squeezed(a.text).rpartition(" ") for a in shown.all("a"))
        return {name: int(n) for name, _, n in links if n.isdigit() and name in named}

    first = await page(client)
    assert counts(first) == {"déneigement et glace": 2, "eau et égouts": 1}
    link = next(a for a in first.all("a") if "topic=snow" in a.attributes["href"])
    narrowed = await page(client, link.attributes["href"])
    assert len(cards(narrowed)) == 2
    assert counts(narrowed)["eau et égouts"] == 1
    both = await page(client, "/mentions?topic=snow&topic=water")
    assert len(cards(both)) == 3


async def test_a_chosen_filter_can_be_taken_away(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("a", topic=Label("snow", 0.9)), record("b"))
    shown = await page(client, "/mentions?topic=snow&route=monitor")
    removals = {
        a.attributes["aria-label"]: a.attributes["href"]
        for a in shown.all("a")
        if a.attributes.get("aria-label", "").startswith("Retirer")
    }
    assert removals == {
        "Retirer le filtre déneigement et glace": "/mentions?route=monitor",
        "Retirer le filtre suivre": "/mentions?topic=snow",
    }


async def test_filters_stay_while_searching_and_the_reverse(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("école", topic=Label("snow", 0.9)), record("école b"), record("parc"))
    shown = await page(client, "/mentions?topic=snow&period=30d")
    hidden = {
        i.attributes["name"]: i.attributes["value"]
        for i in shown.all("input", type="hidden")
        if i.attributes["name"] not in ("_token", "question")  # of the form that saves it
    }
    assert hidden == {"topic": "snow", "period": "30d"}
    found = await page(client, "/mentions", params={**hidden, "q": "école"})
    assert len(cards(found)) == 1


@pytest.mark.parametrize(
    ("period", "seen"), [("today", 1), ("7d", 2), ("30d", 3), ("all", 4), ("absurd", 2)]
)
async def test_the_period_begins_at_local_midnight(
    client: httpx.AsyncClient, store: SqliteStore, period: str, seen: int
) -> None:
    # Monday 9 a.m. in Québec: midnight was nine hours ago.
    await keep(store, *(record(str(h), ago=h) for h in (9, 9.1, 24 * 20, 24 * 200)))
    assert len(cards(await page(client, params={"period": period}))) == seen


async def test_pages_neither_repeat_nor_skip_while_mentions_arrive(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, *(record(f"mention {n}", ago=1 + n / 100) for n in range(60)))
    seen: list[list[str]] = []
    path, arrivals = "/mentions", 0
    while path:
        shown = await page(client, path)
        seen.append([squeezed(p.text) for p in shown.all("p", class_="said")])
        arrivals += 1
        await keep(store, record(f"arrivée {arrivals}", ago=0.01))
        older = shown.all("a", rel="next")
        path = older[0].attributes["href"] if older else ""
        if len(seen) > 1:
            (newer,) = shown.all("a", rel="prev")
    assert [len(names) for names in seen] == [25, 25, 10]
    assert [name for names in seen for name in names] == [f"mention {n}" for n in range(60)]
    back = await page(client, newer.attributes["href"])
    assert [squeezed(p.text) for p in back.all("p", class_="said")] == seen[1]


async def test_newer_from_the_second_page_is_the_first(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, *(record(f"mention {n}", ago=1 + n / 100) for n in range(30)))
    first = await page(client, "/mentions?period=30d")
    second = await page(client, first.all("a", rel="next")[0].attributes["href"])
    assert second.all("a", rel="prev")[0].attributes["href"] == "/mentions?period=30d"


@pytest.mark.parametrize("query", ['"jamais fermé', "(neige", "humeur:mauvaise"])
async def test_a_search_not_understood_is_told_in_a_sentence(
    client: httpx.AsyncClient, store: SqliteStore, query: str
) -> None:
    await keep(store, record("neige"))
    answer = await client.get("/mentions", params={"q": query})
    assert answer.status_code == 400
    shown = read(answer.text)
    (problem,) = shown.all("div", role="alert")
    assert "Recherche incomprise" in problem.text
    assert len(squeezed(problem.text)) > len("Recherche incomprise") + 10
    assert shown.all("input", type="search")[0].attributes["value"] == query
    english = read((await client.get("/mentions", params={"q": query, "lang": "en"})).text)
    assert english.all("div", role="alert")[0].text != problem.text


@pytest.mark.parametrize(
    ("language", "examples"),
    [
        ("fr", ["« nid de poule »", "déneig*", "sujet:neige", "suite:répondre", "ton:négatif"]),
        ("en", ["“bus stop”", "plow*", "topic:snow", "route:reply", "sentiment:negative"]),
    ],
)
async def test_the_examples_of_the_search_box_are_understood(
    client: httpx.AsyncClient, language: str, examples: list[str]
) -> None:
    shown = await page(client, params={"lang": language})
    (box,) = shown.all("input", type="search")
    said = (box.attributes["placeholder"] + shown.text).replace("\u00a0", " ")
    for example in examples:
        assert example in said
        await page(client, params={"lang": language, "q": example})


async def test_a_bookmark_of_another_search_is_told_kindly(client: httpx.AsyncClient) -> None:
    answer = await client.get("/mentions?after=n-importe-quoi")
    assert answer.status_code == 400
    assert read(answer.text).all("div", role="alert")


async def test_an_empty_store_says_what_to_do(client: httpx.AsyncClient) -> None:
    shown = await page(client)
    assert "Vérifiez que des sources sont branchées" in squeezed(shown.text)
    assert [a for a in shown.all("a", class_="button") if a.attributes["href"] == "/couverture"]


async def test_an_empty_period_offers_the_whole_of_it(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("a", ago=24 * 40))
    shown = await page(client)
    assert "il y en a 1 en tout" in squeezed(shown.text)
    (wider,) = shown.all("a", class_="button")
    assert len(cards(await page(client, wider.attributes["href"]))) == 1


async def test_an_empty_answer_offers_to_drop_search_and_filters(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("a"))
    shown = await page(client, "/mentions?q=introuvable&topic=snow")
    hrefs = [a.attributes["href"] for a in shown.all("a", class_="button")]
    assert hrefs == [
        "/mentions?topic=snow",
        "/mentions?q=introuvable",
        "/mentions?q=introuvable&topic=snow&period=all",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("route", ROUTES)
async def test_every_route_is_shown_by_its_name(
    client: httpx.AsyncClient, store: SqliteStore, route: str, language: str
) -> None:
    one = record("a")
    await keep(store, replace(one, decision=replace(one.decision, route=route)))
    shown = await page(client, params={"lang": language})
    (badge,) = shown.all("span", class_="badge")
    assert badge.text == getattr(ROUTES[route], language)


@pytest.mark.parametrize("field", ["topic", "intent", "sentiment", "service_category"])
async def test_every_label_is_shown_by_its_french_name(
    client: httpx.AsyncClient, store: SqliteStore, field: str
) -> None:
    vocabulary = VOCABULARIES[field]
    for value in vocabulary:
        labels: dict[str, Any] = {field: Label(value, 0.9)}
        if field == "service_category":
            labels = {"service_request": case(value)}
        one = record(f"texte {value}", **labels)
        await keep(store, one)
        detail = read((await client.get(f"/mention/{one.mention.id}")).text)
        names = {squeezed(name.text) for name in detail.all("bdi")}
        assert squeezed(vocabulary[value].fr) in names


async def test_the_language_is_switched_kept_and_loses_nothing_of_the_page(
    client: httpx.AsyncClient,
) -> None:
    shown = await page(client, "/mentions?q=neige&topic=snow")
    (switch,) = shown.all("a", class_="language")
    assert switch.text == "English"
    english = await page(client, "/mentions" + switch.attributes["href"])
    assert english.all("html")[0].attributes["lang"] == "en"
    assert english.all("input", type="search")[0].attributes["value"] == "neige"
    assert "What Vigie hears" in (await page(client, "/couverture")).text
    assert "Ce que Vigie entend" in (await page(client, "/couverture?lang=fr")).text


async def test_an_unknown_language_reads_the_sites(client: httpx.AsyncClient) -> None:
    assert (await page(client, "/mentions?lang=xx")).all("html")[0].attributes["lang"] == "fr"


async def test_several_towns_are_named_and_can_be_chosen(
    store: SqliteStore, clock: HeldClock
) -> None:
    other = replace(TOWN, slug="autre-ville", name="Autre-Ville")
    await keep(store, record("ici"), record("là", town=other))
    app = create(
        store,
        towns=(TOWN, other),
        clock=clock,
        coverage=Ears(store, clock),
        office=an_office(store),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        assert len(cards(await page(browser))) == 2
        (card,) = cards(await page(browser, "/mentions?town=autre-ville"))
    assert "Autre-Ville" in card


async def test_a_source_with_an_odd_name_can_be_chosen(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    odd = Source(kind="feed", name="L’Écho & Cie + 100 % #1")
    await keep(store, record("a", post={"source": odd}), record("b"))
    first = await page(client)
    (link,) = [a for a in first.all("a") if squeezed(a.text).startswith("L’Écho")]
    assert len(cards(await page(client, link.attributes["href"]))) == 1


async def test_the_page_is_whole_when_the_clock_jumps_back(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    await keep(store, record("a", ago=0))
    clock.move(timedelta(hours=-3))
    (card,) = cards(await page(client))
    assert "dans 3 h" in card
