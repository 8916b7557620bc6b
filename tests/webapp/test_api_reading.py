"""The API tells what the pages show, to those who may see it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.api_calls import ELSEWHERE, a_caller, an_app, heard, problem_of
from tests.webapp.offices import a_site
from tests.webapp.records import record
from tests.webapp.test_cases_pages import hear
from vigie.actor import Actor
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove, Tally
from vigie.case import Case, CasePost
from vigie.clock import HeldClock
from vigie.crisis import Crisis, Entry
from vigie.judgement import Label
from vigie.mention import mention_id
from vigie.post import Author
from vigie.record import Record
from vigie.theme import Theme
from webapp.crisis.crises import declare, enter
from webapp.log_of_acts import note
from webapp.trends.charts import PANELS


@pytest.fixture
async def api(store: SqliteStore, clock: HeldClock) -> AsyncIterator[httpx.AsyncClient]:
    async with a_caller(an_app(store, clock)) as caller:
        yield caller


def elsewhere(text: str = "Ailleurs aussi.", town: str = ELSEWHERE.slug) -> Record:
    one = record(text)
    source = one.mention.post.source.name
    mention = replace(one.mention, town=town, id=mention_id(town, source, text))
    return replace(one, mention=mention)


def an_alert(town: str = TOWN.slug, **others: Any) -> Delivery:
    alert = Alert(
        **{
            "id": "alert_1",
            "rule": "urgence",
            "town": town,
            "mention": "",
            "severity": "urgent",
            "title": "Urgence",
            "reason": "Une urgence",
            "advice": "Composez le 911",
            "raised_at": MONDAY,
        }
        | others
    )
    return Delivery(alert=alert, target="essai", due_at=MONDAY, state="sent")


async def test_a_search_finds_what_the_search_language_says(
    store: SqliteStore, api: httpx.AsyncClient
) -> None:
    await heard(
        store,
        record("La neige rue Royale.", topic=Label("snow", 0.9)),
        record("La neige, quel bonheur!", topic=Label("culture_leisure_events", 0.9)),
        record("Rien à voir."),
    )
    found = (await api.get("/mentions", params={"q": "neige topic:snow"})).json()
    assert [each["text"] for each in found["mentions"]] == ["La neige rue Royale."]
    assert found["mentions"][0]["spans"] == [[3, 8]]
    filtered = (await api.get("/mentions", params={"topic": ["snow", "other"]})).json()
    assert filtered["total"] == 1


async def test_a_period_and_an_order_are_kept(store: SqliteStore, api: httpx.AsyncClient) -> None:
    await heard(store, *(record(f"Texte {n}.", ago=n) for n in range(1, 5)))
    since, until = MONDAY - timedelta(hours=3), MONDAY - timedelta(hours=1)
    asked = {"since": since.isoformat(), "until": until.isoformat(), "order": "oldest"}
    found = (await api.get("/mentions", params=asked)).json()
    assert [each["text"] for each in found["mentions"]] == ["Texte 3.", "Texte 2."]


async def test_pages_neither_repeat_nor_skip_while_mentions_arrive(
    store: SqliteStore, api: httpx.AsyncClient
) -> None:
    known = await heard(store, *(record(f"Texte {n}.", ago=n) for n in range(7)))
    answer = await api.get("/mentions", params={"limit": 3})
    seen = [each["id"] for each in answer.json()["mentions"]]
    late = 0
    while answer.json()["next"]:
        await heard(store, record(f"En retard {late}.", ago=late + 0.5))
        late += 1
        link = answer.json()["links"]["next"]
        assert answer.headers["link"] == f'<{link}>; rel="next"'
        answer = await api.get(f"http://localhost{link}")
        assert answer.json()["total"] == 7
        seen += [each["id"] for each in answer.json()["mentions"]]
    assert late == 2
    assert seen == list(known)


async def test_facets_and_periods_are_counted(store: SqliteStore, api: httpx.AsyncClient) -> None:
    snow = Label("snow", 0.9)
    await heard(store, record("Un.", topic=snow), record("Deux.", topic=snow, ago=30), record("3."))
    asked = {"facet": ["topic", "route"], "every": "day"}
    counts = (await api.get("/counts", params=asked)).json()
    assert counts["total"] == 3
    assert counts["facets"]["topic"][0] == {"value": "snow", "count": 2}
    assert sum(day["count"] for day in counts["histogram"]) == 3
    assert len(counts["histogram"]) == 2


async def test_nothing_tells_who_wrote(store: SqliteStore, api: httpx.AsyncClient) -> None:
    author = Author(pseudonym="0123456789abcdef01234567", role="citizen")
    post = {
        "author": author,
        "url": "https://mastodon.example/@une_personne/42",
        "native_id": "https://mastodon.example/@une_personne/42",
        "conversation": "fil de @une_personne",
    }
    (mention,) = await heard(store, record("Un texte.", post=post))
    for path in ("/mentions", f"/mentions/{mention}", f"/mentions/{mention}/story"):
        told = (await api.get(path)).text
        assert "0123456789abcdef" not in told
        assert "une_personne" not in told
        assert '"author_role"' in told
    assert (await api.get(f"/mentions/{mention}")).json()["url"] is None


async def test_a_mention_tells_why_and_its_draft(
    store: SqliteStore, api: httpx.AsyncClient
) -> None:
    (mention,) = await heard(store, record("Un trou.", intent=Label("question", 0.9)))
    answer = await api.get(f"/mentions/{mention}")
    told = answer.json()
    assert told["why"]
    assert told["review"]["version"] == told["version"] == 0
    assert answer.headers["etag"] == '"1-1-0"'
    again = await api.get(f"/mentions/{mention}", headers={"If-None-Match": '"1-1-0"'})
    assert (again.status_code, again.content) == (304, b"")


async def test_another_town_looks_like_nothing(store: SqliteStore, clock: HeldClock) -> None:
    mine, theirs = await heard(store, record("Ici."), elsewhere())
    await store.write(Batch(deliveries=(an_alert(ELSEWHERE.slug, id="alert_ailleurs"),)))
    post = CasePost(mention=theirs, at=MONDAY, excerpt="Un trou.")
    case = Case(
        reference="VIGIE-AAAAAAAAAA", town=ELSEWHERE.slug, category="pothole", posts=(post,)
    )
    await store.save_cases([case])
    await note(store, MONDAY, "zoe", "taken", town=ELSEWHERE.slug, about=theirs)
    bound = Actor(name="anne", role="lead", towns=(TOWN.slug,))
    async with a_caller(an_app(store, clock, bound)) as api:
        for path in ("", "/review", "/story", "/acts"):
            told = problem_of(await api.get(f"/mentions/{theirs}{path}"), 404)
            unknown = problem_of(await api.get(f"/mentions/{'0' * 32}{path}"), 404)
            assert told == unknown
            assert (await api.get(f"/mentions/{mine}{path}")).status_code == 200
        for path in ("/mentions", "/counts", "/cases", "/acts", "/events"):
            problem_of(await api.get(path, params={"town": ELSEWHERE.slug}), 404)
        problem_of(await api.get(f"/cases/{case.reference}"), 404)
        problem_of(await api.post("/alerts/alert_ailleurs/replay"), 404)
        for words in ("", f"town:{ELSEWHERE.slug}", "NOT zzz", "ici OR ailleurs"):
            found = (await api.get("/mentions", params={"q": words})).text
            assert theirs not in found
        assert (await api.get("/counts", params={"facet": "town"})).json()["total"] == 1
        assert (await api.get("/alerts")).json()["deliveries"] == []
        assert (await api.get("/cases")).json()["cases"] == []
        assert (await api.get("/acts")).json()["acts"] == []
        assert (await api.get("/me")).json()["towns"] == [TOWN.slug]
        assert [t["slug"] for t in (await api.get("/towns")).json()["towns"]] == [TOWN.slug]


async def test_a_theme_is_listed_only_by_its_name(store: SqliteStore, clock: HeldClock) -> None:
    slug = f"{TOWN.slug}.nature"
    theme = Theme(slug=slug, town=TOWN.slug, name="Nature", words=("forêt",))
    mine, apart = await heard(store, record("Ici."), elsewhere("La forêt.", slug))
    bound = Actor(name="anne", role="reader", towns=(TOWN.slug,))
    async with a_caller(an_app(store, clock, bound, themes=(theme,))) as api:
        listed = (await api.get("/mentions")).json()["mentions"]
        assert [each["id"] for each in listed] == [mine]
        named = (await api.get("/mentions", params={"town": slug})).json()["mentions"]
        assert [each["id"] for each in named] == [apart]
        assert (await api.get(f"/mentions/{apart}")).status_code == 200


async def test_sources_and_tallies_are_told(store: SqliteStore, api: httpx.AsyncClient) -> None:
    move = CursorMove(source="Forum fictif", cursor=b"1", at=MONDAY, heard=True)
    tally = Tally(source="Forum fictif", outcome="kept", count=3)
    await store.write(Batch(cursors=(move,), tallies=(tally,)))
    covered = (await api.get("/coverage", headers={"Accept-Language": "en-CA, fr;q=0.5"})).json()
    assert covered["sources"][0]["name"] == "Forum fictif"
    assert covered["listened"] == 1
    assert (await api.get("/tallies")).json() == {"sources": {"Forum fictif": {"kept": 3}}}


async def test_a_case_does_not_tell_its_authors_apart(
    store: SqliteStore, api: httpx.AsyncClient
) -> None:
    await hear(store)
    (case,) = (await api.get("/cases?state=draft")).json()["cases"]
    assert (await api.get("/cases?state=sent")).json()["cases"] == []
    told = (await api.get(f"/cases/{case['reference']}")).json()
    assert told["voices"] == len(told["posts"]) == 3
    assert not any("voice" in post or "author" in post for post in told["posts"])


async def test_labels_come_with_their_names(api: httpx.AsyncClient) -> None:
    told = (await api.get("/vocabularies")).json()
    assert told["vocabularies"]["topic"]["snow"]["fr"] == "déneigement et glace"
    assert told["vocabularies"]["role"]["officer"] == {"fr": "veille", "en": "officer"}


async def test_the_log_of_acts_is_for_the_lead_and_goes_by_the_page(
    store: SqliteStore, clock: HeldClock
) -> None:
    for n in range(5):
        await note(store, MONDAY + timedelta(minutes=n), "anne", f"fait_{n}", town=TOWN.slug)
    async with a_caller(an_app(store, clock, Actor(name="o", role="officer"))) as api:
        problem_of(await api.get("/acts"), 403)
    async with a_caller(an_app(store, clock, Actor(name="l", role="lead"))) as api:
        seen: list[str] = []
        params: dict[str, Any] = {"limit": 2}
        while True:
            page = (await api.get("/acts", params=params)).json()
            seen += [act["what"] for act in page["acts"]]
            if not page["next"]:
                break
            params["after"] = page["next"]
        assert seen == [f"fait_{n}" for n in (4, 3, 2, 1, 0)]
        problem_of(await api.get("/acts", params={"after": "zzz"}), 400)


async def test_an_alert_is_sent_again_and_the_act_is_noted(
    store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(Batch(deliveries=(an_alert(),)))
    async with a_caller(an_app(store, clock, Actor(name="lea", role="lead"))) as api:
        assert (await api.post("/alerts/alert_1/replay")).json() == {"deliveries": 1}
        (told,) = (await api.get("/alerts", params={"state": "pending"})).json()["deliveries"]
        assert told["alert"]["id"] == "alert_1"
        (act,) = (await api.get("/acts")).json()["acts"]
        assert (act["by"], act["what"], act["about"]) == ("lea", "replayed", "alert_1")


async def test_a_search_is_kept_shared_and_forgotten_by_who_may(
    store: SqliteStore, clock: HeldClock, api: httpx.AsyncClient
) -> None:
    body = {"name": "Neige", "question": "q=neige&topic=snow", "shared": True}
    kept = (await api.post("/searches", json=body)).json()
    assert (kept["owner"], kept["question"]) == ("anne", "q=neige&topic=snow")
    own = (await api.post("/searches", json={"name": "À moi", "question": "q=glace"})).json()
    refused = problem_of(await api.post("/searches", json={"name": " ", "question": ""}), 400)
    assert refused["errors"][0]["field"] == "name"
    problem_of(await api.post("/searches", json={"name": "x", "question": "q=(("}), 400)
    async with a_caller(an_app(store, clock, Actor(name="zoe", role="officer"))) as other:
        (seen,) = (await other.get("/searches")).json()["searches"]
        assert seen["key"] == kept["key"]
        problem_of(await other.delete(f"/searches/{kept['key']}"), 403)
        problem_of(await other.delete(f"/searches/{own['key']}"), 404)
    assert (await api.delete(f"/searches/{kept['key']}")).status_code == 204
    assert [each["name"] for each in (await api.get("/searches")).json()["searches"]] == ["À moi"]


async def test_a_crisis_is_read_with_its_log_by_its_own_town(
    store: SqliteStore, clock: HeldClock, api: httpx.AsyncClient
) -> None:
    site = a_site(store, clock, Actor(name="lea", role="lead"))
    about = {"name": "Bris", "since": MONDAY, "declared_at": MONDAY, "declared_by": "lea"}
    crisis = await declare(site, Crisis(key="", town=TOWN.slug, **about))
    await enter(site, crisis.key, Entry(at=MONDAY, by="lea", text="Le point de 9 h."))
    told = (await api.get(f"/crises/{crisis.key}")).json()
    assert told["entries"][0]["text"] == "Le point de 9 h."
    assert len((await api.get("/crises")).json()["crises"]) == 1
    bound = Actor(name="o", role="officer", towns=(ELSEWHERE.slug,))
    async with a_caller(an_app(store, clock, bound)) as other:
        problem_of(await other.get(f"/crises/{crisis.key}"), 404)
        assert (await other.get("/crises")).json()["crises"] == []


async def test_a_report_tells_its_figures_to_its_own_town(
    store: SqliteStore, clock: HeldClock, api: httpx.AsyncClient
) -> None:
    await heard(store, *(record(f"Texte {n}.", ago=80 + n) for n in range(6)))
    told = (await api.get("/reports")).json()
    assert told["town"] == TOWN.slug
    period = told["periods"]["week"][0]["key"]
    report = (await api.get(f"/reports/{period}")).json()
    assert (report["town"], report["period"]) == (TOWN.slug, period)
    problem_of(await api.get("/reports/jamais"), 404)
    bound = Actor(name="o", role="reader", towns=(ELSEWHERE.slug,))
    async with a_caller(an_app(store, clock, bound)) as other:
        assert (await other.get("/reports")).json()["town"] == ELSEWHERE.slug
        problem_of(await other.get("/reports", params={"town": TOWN.slug}), 404)


@pytest.mark.parametrize("panel", PANELS)
async def test_the_figures_of_each_trend_are_told_in_the_readers_language(
    store: SqliteStore, api: httpx.AsyncClient, panel: str
) -> None:
    await heard(store, record("Un."), record("Deux.", ago=30))
    answer = await api.get(f"/trends/{panel}", headers={"Accept-Language": "en"})
    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["panel"], bool(told["title"])) == (panel, True)
    assert all(len(row) == len(told["heads"]) for row in told["rows"])
    french = (await api.get(f"/trends/{panel}")).json()
    assert french["title"] != told["title"]
    problem_of(await api.get(f"/trends/{panel}?town=nulle-part"), 404)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/mentions?limit=0", "limit"),
        ("/mentions?limit=beaucoup", "limit"),
        ("/mentions?limit=1&limit=2", "limit"),
        ("/mentions?order=random", "order"),
        ("/mentions?topic=neige", "topic"),
        ("/mentions?since=hier", "since"),
        ("/mentions?since=2026-11-23T00:00:00", "since"),
        ("/mentions?author=quelquun", "author"),
        ("/mentions?q=(ouverte", "q"),
        ("/mentions?q=auteur:quelquun", "q"),
        ("/mentions?after=zzz", "after"),
        ("/counts?facet=author", "facet"),
        ("/alerts?state=perdu", "state"),
        ("/trends/volume?from=hier", "from"),
        ("/trends/volume?q=(ouverte", "q"),
        ("/me?x=1", "x"),
    ],
)
async def test_what_is_not_understood_names_its_field_in_the_readers_language(
    api: httpx.AsyncClient, path: str, field: str
) -> None:
    french = problem_of(await api.get(path), 400)
    assert french["title"] == "La demande n’est pas comprise"
    assert [fault["field"] for fault in french["errors"]] == [field]
    english = problem_of(await api.get(path, headers={"Accept-Language": "en"}), 400)
    assert english["title"] == "The request is not understood"
    assert english["errors"][0]["detail"] != french["errors"][0]["detail"]


async def test_no_address_below_the_api_answers_with_a_page(api: httpx.AsyncClient) -> None:
    problem_of(await api.get("/nulle-part"), 404)
    refused = await api.put("/mentions", json={})
    problem_of(refused, 405)
    assert "GET" in refused.headers["allow"]
