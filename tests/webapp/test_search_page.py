"""The search page: dates, order, every facet, permalinks, several towns."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.datastructures import QueryParams

import webapp.mentions.tallies
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.browsing import browsing
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label, Place, Verdict
from vigie.post import Source
from vigie.record import Record
from vigie.review import Review
from vigie.theme import Theme
from vigie.town import Spot
from webapp.limited.store import LimitedStore, Seen
from webapp.mentions.asked import FILTERS, ORDERS, PERIODS, VIEWS, Asked
from webapp.mentions.tallies import ask, urgent

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")


async def page(client: httpx.AsyncClient, path: str = "/mentions") -> PageReader:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def texts(shown: PageReader) -> list[str]:
    return [squeezed(p.text) for p in shown.all("p", class_="said")]


async def keep(store: SqliteStore, *records: Record) -> None:
    await store.write(Batch(records=records))


def choices(shown: PageReader) -> dict[str, str]:
    """Every link that ends with its count, by name."""
    links = (squeezed(a.text).rpartition(" ") for a in shown.all("a"))
    return {name: count for name, _, count in links if count.replace("\u202f", "").isdigit()}


async def test_two_days_bound_the_list_and_both_are_in_it(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    # Monday 9 a.m. in Québec: the 21st ended 33 hours ago, and began 57 hours ago.
    await keep(store, *(record(f"à {h} h", ago=h) for h in (32.9, 33.1, 56.9, 57.1)))
    shown = await page(client, "/mentions?du=2026-11-21&au=2026-11-21")
    assert texts(shown) == ["à 33.1 h", "à 56.9 h"]
    assert "du samedi 21 novembre au samedi 21 novembre" in squeezed(shown.text)
    assert shown.all("input", name="du")[0].attributes["value"] == "2026-11-21"
    assert [a.text for a in shown.all("a", aria_current="true") if "jours" in a.text] == []


async def test_one_day_alone_bounds_one_side(client: httpx.AsyncClient, store: SqliteStore) -> None:
    await keep(store, record("hier", ago=20), record("ancienne", ago=24 * 300))
    assert texts(await page(client, "/mentions?du=2026-11-20")) == ["hier"]
    until = await page(client, "/mentions?au=2026-11-20")
    assert texts(until) == ["ancienne"]
    assert "jusqu’au vendredi 20 novembre" in squeezed(until.text)


async def test_dates_are_taken_away_in_one_click_and_by_choosing_a_period(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("hier", ago=20))
    shown = await page(client, "/mentions?topic=snow&du=2026-11-01&au=2026-11-30")
    (away,) = [a for a in shown.all("a") if a.attributes.get("aria-label") == "Retirer les dates"]
    assert away.attributes["href"] == "/mentions?topic=snow"
    (month,) = [a for a in shown.all("a") if a.text == "30 jours"]
    assert month.attributes["href"] == "/mentions?topic=snow&period=30d"


@pytest.mark.parametrize(
    "asked", ["du=2026-13-45", "du=hier", "au=", "du=20261121", "du=99999-01-01", "au=2026-1-1"]
)
async def test_a_day_that_is_none_is_left_out(client: httpx.AsyncClient, asked: str) -> None:
    assert Asked.of(QueryParams(asked)) == Asked()
    await page(client, f"/mentions?{asked}")


@pytest.mark.parametrize("asked", ["au=9999-12-31", "du=0001-01-01", "du=9999-12-31"])
async def test_the_first_and_the_last_day_of_all_are_days(
    client: httpx.AsyncClient, asked: str
) -> None:
    answer = await client.get(f"/mentions?{asked}")
    assert answer.status_code in (200, 400)


async def test_days_given_backwards_are_put_in_order(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await keep(store, record("hier", ago=20))
    assert texts(await page(client, "/mentions?du=2026-11-30&au=2026-11-01")) == ["hier"]


async def test_the_order_is_chosen(client: httpx.AsyncClient, store: SqliteStore) -> None:
    long = "neige, et bien d’autres choses encore qui n’ont rien à voir avec elle"
    await keep(store, record("neige, neige, neige !", ago=3), record(long, ago=2))
    assert texts(await page(client, "/mentions?q=neige"))[0].startswith("neige, et")
    assert texts(await page(client, "/mentions?q=neige&order=oldest"))[0].startswith("neige, neige")
    best = await page(client, "/mentions?q=neige&order=best")
    assert texts(best)[0].startswith("neige, neige")
    (option,) = [o for o in best.all("option") if "selected" in o.attributes]
    assert option.text == "Les plus proches"


async def test_every_value_of_a_filter_can_be_reached(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    sources = [Source(kind="feed", name=f"Source n{n:02}") for n in range(14)]
    await keep(store, *(record(s.name, post={"source": s}) for s in sources))
    few = await page(client)
    named = [name for name in choices(few) if name.startswith("Source")]
    assert len(named) == 10
    (more,) = [a for a in few.all("a") if a.text == "4 de plus"]
    whole = await page(client, more.attributes["href"])
    assert sum(name.startswith("Source") for name in choices(whole)) == 14
    link = next(a for a in whole.all("a") if "Source n13" in a.text)
    assert len(texts(await page(client, link.attributes["href"]))) == 1


async def test_places_districts_status_and_doubts_are_filters_with_their_names(
    store: SqliteStore, clock: HeldClock
) -> None:
    spots = (
        Spot(id="rue-b", name="rue Bleue", kind="street", district="le-haut"),
        Spot(id="le-haut", name="Le Haut", kind="neighbourhood"),
    )
    town = replace(TOWN, gazetteer=spots)
    place = Place(text="Bleue", start=0, end=5, confidence=1, id="rue-b", district="le-haut")
    one = record("Bleue", place=place, uncertain=("topic",))
    await keep(store, one, record("autre"))
    await store.review(Review(mention=one.mention.id, status="waiting"))
    async with browsing(store, clock, towns=(town,)) as client:
        shown = await page(client)
        assert {"rue Bleue", "Le Haut", "en attente", "Sujet", "fil"} <= set(choices(shown))
        for asked in ("place=rue-b", "district=le-haut", "status=waiting", "uncertain=topic"):
            narrowed = await page(client, f"/mentions?{asked}")
            assert texts(narrowed) == ["Bleue"]
        (chip,) = [
            a
            for a in (await page(client, "/mentions?place=rue-b")).all("a")
            if a.attributes.get("aria-label") == "Retirer le filtre rue Bleue"
        ]
        assert chip.attributes["href"] == "/mentions"


async def test_counts_among_the_newest_say_so(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.MOST", 5)
    monkeypatch.setattr("webapp.mentions.inbox.MOST", 5)
    assert webapp.mentions.tallies.MOST == 5
    topic = {"topic": Label("snow", 0.9)}
    await keep(store, *(record(f"n{n}", ago=n + 1, **topic) for n in range(4)))
    assert "Comptés parmi" not in (await page(client)).text
    await keep(store, *(record(f"n{n}", ago=n + 1, **topic) for n in range(4, 8)))
    shown = await page(client)
    assert "8 mentions" in squeezed(shown.text)
    assert choices(shown)["déneigement et glace"] == "5"
    assert "Comptés parmi les 5 mentions les plus récentes." in squeezed(shown.text)


async def test_a_number_not_counted_to_the_end_says_and_more(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.COUNTED", 5)
    await keep(store, *(record(f"n{n}", ago=n + 1) for n in range(5)))
    assert "5 mentions" in squeezed((await page(client)).text)
    assert "Au moins" not in (await page(client)).text
    await keep(store, record("n5", ago=6))
    assert "Au moins 5 mentions" in squeezed((await page(client)).text)
    assert "At least 5 mentions" in squeezed((await page(client, "/mentions?lang=en")).text)


async def test_a_view_is_never_said_to_hold_at_least_none(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.MOST", 2)
    await keep(store, record("question", ago=9, intent=Label("question", 0.9)))
    await keep(store, *(record(f"n{n}", ago=n + 1) for n in range(3)))
    shown = await page(client)
    assert "1 à traiter" in squeezed(shown.text)
    assert "0+" not in shown.text
    assert "Au moins" not in squeezed(shown.text)


@pytest.mark.parametrize("most", [3, 5_000])
async def test_what_the_tabs_say_is_what_the_views_hold(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.MOST", most)
    labels: list[dict[str, Any]] = [
        {"emergency": Verdict(True, 0.9)},
        {"intent": Label("question", 0.9)},
        {"media_request": Verdict(True, 0.9)},
        {},
    ]
    some = [record(f"n{n}", ago=1 + n / 10, **labels[n % 4]) for n in range(17)]
    await keep(store, *some)
    for one in some[:5]:
        await store.review(Review(mention=one.mention.id, status="closed"))
    routes = ((), ("emergency",), ("monitor", "reply"), ("media_relations", "emergency"))
    for view, route in product(VIEWS, routes):
        asked = Asked(view=view, filters={"route": route} if route else {})
        told = await ask(store, asked, FILTERS, MONDAY)
        assert set(told.views) == set(VIEWS)
        for each in VIEWS:
            held = (await store.search(asked.varied(view=each).query(MONDAY))).total
            number, floor = told.views[each]
            assert number == held or (floor and number < held), (asked, each)
            assert not floor or most == 3, (asked, each)
        held = (await store.search(urgent(asked).query(MONDAY))).total
        assert told.emergencies == (held, False)


async def test_emergencies_that_answer_to_words_are_counted_up_to_a_number_that_is_told(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.MOST", 1)
    monkeypatch.setattr("webapp.mentions.tallies.URGENT", 2)
    urgent_one = {"emergency": Verdict(True, 0.9)}
    await keep(store, *(record(f"neige n{n}", ago=9 + n, **urgent_one) for n in range(2)))
    assert urgencies(await page(client, "/mentions?q=neige")) == "2 urgences"
    await keep(store, record("neige n3", ago=12, **urgent_one))
    assert urgencies(await page(client, "/mentions?q=neige")) == "Au moins 2 urgences"
    assert urgencies(await page(client)) == "3 urgences"  # without words, to the end
    assert urgencies(await page(client, "/mentions?q=neige&lang=en")) == "At least 2 emergencies"


def urgencies(shown: PageReader) -> str:
    (said,) = [squeezed(a.text) for a in shown.all("a") if a.attributes.get("class") == "urgent"]
    return said


async def test_it_is_said_that_the_best_were_sought_among_the_newest(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.mentions.tallies.COUNTED", 2)
    told = "Les plus proches ont été cherchées parmi les 2 mentions les plus récentes."
    await keep(store, record("neige neige", ago=3), record("neige et verglas", ago=2))
    assert texts(await page(client, "/mentions?q=neige&order=best"))[0] == "neige neige"
    assert told not in squeezed((await page(client, "/mentions?q=neige&order=best")).text)
    await keep(store, record("neige ce soir", ago=1))
    assert told in squeezed((await page(client, "/mentions?q=neige&order=best")).text)
    assert texts(await page(client, "/mentions?q=neige&order=best"))[-1] == "neige neige"
    assert told not in squeezed((await page(client, "/mentions?q=neige")).text)
    english = squeezed((await page(client, "/mentions?q=neige&order=best&lang=en")).text)
    assert "The best matches were sought among the 2 newest mentions." in english


_words = st.text(max_size=30).map(str.strip)
_values = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=3, unique=True)
asked_lists = st.builds(
    lambda days, **others: (
        Asked(first=min(days), last=max(days), **others) if days else Asked(**others)
    ),
    days=st.lists(st.dates(date(1970, 1, 1), date(2100, 1, 1)), max_size=2),
    words=_words,
    filters=st.dictionaries(st.sampled_from(FILTERS), _values.map(tuple), max_size=3),
    view=st.sampled_from(VIEWS),
    order=st.sampled_from(ORDERS),
    more=st.sampled_from(("", *FILTERS)),
    after=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=9),
)


@settings(max_examples=200, deadline=None)
@given(asked=asked_lists)
def test_a_permalink_reads_back_as_the_list_it_was_made_of(asked: Asked) -> None:
    again = Asked.of(QueryParams(urlsplit(asked.address).query))
    assert again.filters == asked.filters
    assert again.address == replace_filters(asked).address
    assert (again.first, again.last, again.words) == (asked.first, asked.last, asked.words)


def replace_filters(asked: Asked) -> Asked:
    """The same list with its filters in the order of the page."""
    ordered = {name: asked.filters[name] for name in FILTERS if name in asked.filters}
    return Asked(**{n: getattr(asked, n) for n in Asked.__slots__} | {"filters": ordered})


@settings(max_examples=60, deadline=None)
@given(
    period=st.sampled_from(list(PERIODS)),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(("q", "du", "au", "order", "more", "view", "period", "topic")),
            st.text(max_size=12),
        ),
        max_size=6,
    ),
)
def test_any_address_is_a_list_whose_permalink_is_stable(
    period: str, pairs: list[tuple[str, str]]
) -> None:
    asked = Asked.of(QueryParams([*pairs, ("period", period)]))
    assert Asked.of(QueryParams(urlsplit(asked.address).query)).address == asked.address


HOSTILE = [
    '"; DROP TABLE mentions; --',
    "' OR '1'='1",
    "x') OR 1=1 --",
    'fr:"neige" NEAR en',
    "words MATCH 'a'",
    '{"query": {"match_all": {}}}',
    "*:*",
    "neige\x00",
    "topic:snow,');DELETE FROM papers;--",
    "a" * 500,
    "((((((((((a))))))))))",
    "NEAR(a b, 5)",
    "^neige",
    "fr : neige",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_words_are_read_as_anything_but_words(
    client: httpx.AsyncClient, store: SqliteStore, text: str
) -> None:
    await keep(store, record("un témoin"))
    written = text.encode("utf-8", "replace").decode()
    answer = await client.get("/mentions", params={"q": written, "order": "best"})
    assert answer.status_code in (200, 400)
    assert "un témoin" not in [squeezed(p.text) for p in read(answer.text).all("p", class_="said")]
    filtered = await client.get("/mentions", params={"source": written, "place": written})
    assert filtered.status_code == 200
    assert texts(read(filtered.text)) == []
    assert texts(await page(client)) == ["un témoin"]


async def test_someone_of_one_town_finds_nothing_of_another(
    store: SqliteStore, clock: HeldClock
) -> None:
    await keep(store, record("neige ici"), record("neige là", town=OTHER))
    actor = Actor(name="cl-ici", role="officer", towns=(TOWN.slug,))
    async with browsing(store, clock, actor, towns=(TOWN, OTHER)) as client:
        for asked in (
            "",
            "?q=neige",
            "?q=neige&order=best",
            "?period=all&town=ville-fictive&town=autre-ville",
            "?q=ville:autre-ville+OU+neige",
            "?q=-ville:ville-fictive+neige",
            "?town=autre-ville",
        ):
            shown = await page(client, f"/mentions{asked}")
            assert "neige là" not in shown.text
            assert "Autre-Ville" not in shown.text
    async with browsing(store, clock, towns=(TOWN, OTHER)) as client:
        assert len(texts(await page(client, "/mentions?q=neige"))) == 2


async def test_a_theme_is_shown_to_its_towns_people_when_they_ask_for_it(
    store: SqliteStore,
) -> None:
    theme = Theme(slug="ville-fictive.transport", town=TOWN.slug, name="Transport", words=("bus",))
    of_theme = record("bus")
    moved = replace(of_theme.mention, town=theme.slug, id="theme-1")
    await keep(store, replace(of_theme, mention=moved), record("bus aussi"))
    seen = LimitedStore(store, Seen([TOWN.slug], [theme.slug], {}))
    plain = await seen.search(Asked(period="all").query(MONDAY))
    assert [hit.record.mention.town for hit in plain.hits] == [TOWN.slug]
    asked = Asked(period="all", filters={"town": (theme.slug,)})
    assert (await seen.search(asked.query(MONDAY))).total == 1
    assert (await seen.count(asked.query(MONDAY))).total == 1
    stranger = LimitedStore(store, Seen([OTHER.slug], [], {}))
    assert (await stranger.count(asked.query(MONDAY + timedelta(days=1)))).total == 0
