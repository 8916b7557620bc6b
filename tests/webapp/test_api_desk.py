"""What the lead does, done by a program: rules, crises, reports, decisions, searches, files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from pipeline.installation import Installation
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.api_calls import ELSEWHERE, a_caller, an_app, an_it, heard, its_reports
from tests.webapp.api_calls import problem_of as problem
from tests.webapp.offices import an_office
from tests.webapp.records import record
from tests.webapp.test_reports import PLAN, Mailing
from tests.webapp.test_security import CORPUS
from vigie.actor import Actor
from vigie.clock import HeldClock
from vigie.judgement import Label
from webapp.api.bookmarks import written
from webapp.log_of_acts import acts

LEAD = Actor(name="lea", role="lead")
BODY = {"rule": {"name": "neige", "when": {"topic": ["snow"]}}, "town": TOWN.slug}
CRISIS = {"name": "Bris d’aqueduc", "words": ["aqueduc", "eau brune"], "topics": ["water"]}


@pytest.fixture
def it(store: SqliteStore, clock: HeldClock) -> Installation:
    return an_it(store, clock)


@pytest.fixture
def mailing() -> Mailing:
    return Mailing()


@pytest.fixture
async def lead(
    store: SqliteStore, clock: HeldClock, it: Installation, mailing: Mailing
) -> AsyncIterator[httpx.AsyncClient]:
    reports = its_reports(store, clock)
    office = an_office(store, LEAD, it=it, reports=reports, mailing=mailing)
    async with a_caller(an_app(store, clock, LEAD, office=office)) as caller:
        yield caller


async def done(
    api: httpx.AsyncClient, method: str, path: str, tag: str = "", **body: Any
) -> httpx.Response:
    """Write on a version; what is written is asked to have been."""
    headers = {"If-Match": tag} if tag else {}
    answer = await api.request(method, path, headers=headers, **body)
    assert answer.status_code in (200, 204), answer.text
    return answer


def in_effect(it: Installation) -> list[str]:
    return [rule.name for rule in it.intake.stages.watch.rules]


async def test_a_rule_is_written_tried_turned_on_muted_and_taken_away(
    lead: httpx.AsyncClient, it: Installation, store: SqliteStore
) -> None:
    await heard(store, record("Que de neige!", topic=Label("snow", 0.9)))
    made = await done(lead, "POST", "/rules", json=BODY)
    path, tag = f"/rules/{made.json()['key']}", made.headers["etag"]
    assert made.json()["state"] == "off"
    refused = await lead.post(f"{path}/on", json={"tried": "x"}, headers={"If-Match": tag})
    problem(refused, 409)
    trial = (await done(lead, "GET", f"{path}/trial")).json()
    assert (trial["complete"], trial["count"], len(trial["examples"])) == (True, 1, 1)
    on = await done(lead, "POST", f"{path}/on", tag, json={"tried": trial["mark"]})
    assert on.json()["state"] == "on"
    assert "neige" in in_effect(it)
    stale = await lead.post(f"{path}/off", headers={"If-Match": tag})
    problem(stale, 412)
    assert stale.headers["etag"] == on.headers["etag"]
    day = {"until": "2126-01-01"}
    muted = await done(lead, "PUT", f"{path}/mute", on.headers["etag"], json=day)
    assert muted.json()["state"] == "muted"
    spoken = await done(lead, "DELETE", f"{path}/mute", muted.headers["etag"])
    assert spoken.json()["state"] == "on"
    changed = {"rule": {"when": {"topic": ["roads"]}, "enabled": True}}
    other = await done(lead, "PUT", path, spoken.headers["etag"], json=changed)
    assert (other.json()["state"], other.json()["name"]) == ("off", "neige")
    assert "neige" not in in_effect(it)
    problem(await lead.delete(path), 428)
    await done(lead, "DELETE", path, other.headers["etag"])
    problem(await lead.get(path), 404)
    did = [each.act.what for each in await acts(store, town=TOWN.slug)]
    assert sorted(did) == [
        f"rule_{what}" for what in ("change", "drop", "make", "mute", "on", "unmute")
    ]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"rule": {"name": "a", "when": {"topic": ["neige"]}}}, 400, "rule.when.topic"),
        ({"rule": {"name": "a", "when": {"town": [ELSEWHERE.slug]}}}, 400, "rule.when.town"),
        ({"rule": {"when": {"topic": ["snow"]}}}, 400, "rule"),
        ({**BODY, "town": "nulle-part"}, 404, None),
    ],
)
async def test_a_rule_that_is_not_sound_is_refused_by_its_field(
    lead: httpx.AsyncClient, body: dict[str, Any], status: int, field: str | None
) -> None:
    told = problem(await lead.post("/rules", json=body), status)
    if field:
        assert told["errors"][0]["field"].startswith(field)
    rules = (await lead.get("/rules")).json()["rules"]
    assert all(each["origin"] != "team" for each in rules)


async def test_of_two_rules_of_one_name_the_second_is_refused(lead: httpx.AsyncClient) -> None:
    await done(lead, "POST", "/rules", json=BODY)
    problem(await lead.post("/rules", json=BODY), 409)


async def test_a_crisis_is_declared_told_changed_ended_and_its_after_action_read(
    lead: httpx.AsyncClient, store: SqliteStore
) -> None:
    await heard(store, record("L’eau brune rue Royale!"), record("Beau parc."))
    made = await done(lead, "POST", "/crises", json=CRISIS)
    path = f"/crises/{made.json()['key']}"
    assert made.headers["etag"] == (await lead.get(path)).headers["etag"]
    assert made.json()["reply"]["fr"]
    problem(await lead.post("/crises", json=CRISIS), 409)
    # A line of the log loses nobody's: it asks for no version, and makes the one read past.
    told = await done(lead, "POST", f"{path}/entries", json={"text": " Vanne fermée. "})
    assert [entry["text"] for entry in told.json()["entries"]] == ["Vanne fermée."]
    body = {**CRISIS, "name": "Bris rue Royale"}
    problem(await lead.put(path, json=body, headers={"If-Match": made.headers["etag"]}), 412)
    now = (await lead.get(path)).headers["etag"]
    changed = await done(lead, "PUT", path, now, json=body)
    assert changed.json()["reply"] == made.json()["reply"]
    ended = await done(lead, "POST", f"{path}/end", changed.headers["etag"])
    assert (ended.json()["name"], ended.json()["ended_by"]) == ("Bris rue Royale", "lea")
    problem(await lead.post(f"{path}/end", headers={"If-Match": ended.headers["etag"]}), 409)
    problem(await lead.post(f"{path}/entries", json={"text": "Trop tard"}), 409)
    report = (await done(lead, "GET", f"{path}/after-action")).json()
    assert (report["mentions"], report["rest"], report["median_reply"]) == (1, 1, None)
    assert [each["what"] for each in report["events"] if each["kind"] == "entry"] == [
        "Vanne fermée."
    ]
    for form, media in (("md", "text/markdown"), ("csv", "text/csv")):
        file = await done(lead, "GET", f"{path}/after-action/{form}")
        assert file.headers["content-type"].startswith(media)
        assert "Vanne fermée" in file.text
    problem(await lead.get(f"{path}/after-action/pdf"), 404)


async def test_a_crisis_that_says_nothing_of_itself_is_refused(lead: httpx.AsyncClient) -> None:
    for body in ({"name": "Vague"}, {**CRISIS, "name": "  "}, {**CRISIS, "places": ["Nulle part"]}):
        problem(await lead.post("/crises", json=body), 400)
    problem(await lead.post("/crises", json={**CRISIS, "town": "nulle-part"}), 404)


async def test_a_report_is_taken_as_html_and_sent(
    lead: httpx.AsyncClient, mailing: Mailing
) -> None:
    page = await done(lead, "GET", "/reports/2026-W47/html")
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1" in page.text
    assert "<script" not in page.text
    assert "attachment" in page.headers["content-disposition"]
    problem(await lead.get("/reports/2026-W47/xlsx"), 404)
    problem(await lead.get("/reports/hier-soir/html"), 404)
    (plan,) = (await done(lead, "GET", "/report-plans")).json()["plans"]
    assert (plan["name"], plan["recipients"], plan["last"]["why"]) == (PLAN, 3, "occupé")
    sent = await done(lead, "POST", f"/report-plans/{PLAN}/send")
    assert (sent.json()["state"], mailing.asked) == ("sent", [(PLAN, TOWN.slug, "week", "lea")])
    problem(await lead.post("/report-plans/Personne/send"), 404)
    mailing.state = "under way"
    problem(await lead.post(f"/report-plans/{PLAN}/send"), 409)


async def test_a_search_is_changed_alerts_and_has_a_feed(
    lead: httpx.AsyncClient, store: SqliteStore
) -> None:
    await heard(store, record("Neige!"))
    kept = await done(lead, "POST", "/searches", json={"name": "Neige", "question": "q=neige"})
    path, tag = f"/searches/{kept.json()['key']}", kept.headers["etag"]
    body = {"name": "Hiver", "shared": True}
    problem(await lead.put(path, json=body), 428)
    tag = (await done(lead, "PUT", path, tag, json=body)).headers["etag"]
    alert = {"pace": "floor", "mentions": 5, "hours": 3, "targets": ["salon"]}
    on = await done(lead, "PUT", f"{path}/alert", tag, json=alert)
    assert (on.json()["alerts"], on.json()["alert"]["targets"]) == (True, ["salon"])
    wrong = {"targets": ["personne"]}
    tag = on.headers["etag"]
    refused = await lead.put(f"{path}/alert", json=wrong, headers={"If-Match": tag})
    assert problem(refused, 400)["errors"][0]["field"] == "targets"
    off = await done(lead, "DELETE", f"{path}/alert", tag)
    assert (off.json()["alerts"], off.json()["name"], off.json()["shared"]) == (
        *(False, "Hiver"),
        True,
    )
    assert (await lead.get(path)).headers["etag"] == off.headers["etag"]


async def test_the_secret_of_a_feed_is_told_once_and_kept_nowhere(
    lead: httpx.AsyncClient, store: SqliteStore
) -> None:
    kept = await done(lead, "POST", "/searches", json={"name": "Neige", "question": "q=neige"})
    path = f"/searches/{kept.json()['key']}"
    headers = {"If-Match": kept.headers["etag"], "Idempotency-Key": "k1"}
    opened = await lead.post(f"{path}/feed", headers=headers)
    address = opened.json()["address"]
    assert (await lead.get(address)).status_code == 200
    secret = address.rpartition("=")[2]
    kinds = ("idempotency", "search", "act")
    kept_papers = [str(paper) for kind in kinds for paper in await store.papers(kind)]
    assert kept_papers
    assert not [paper for paper in kept_papers if secret in paper]
    assert "secret" not in (await lead.get("/searches")).text
    await done(lead, "DELETE", f"{path}/feed", opened.headers["etag"])
    assert (await lead.get(address)).status_code == 404


async def test_reports_that_leave_by_themselves_are_read_by_pages_in_the_order_of_their_names(
    lead: httpx.AsyncClient, mailing: Mailing
) -> None:
    mailing.plans = ["Élus", "Direction", "Travaux publics", "311 & eau", "Conseil"]
    whole = (await done(lead, "GET", "/report-plans")).json()
    assert (whole["total"], whole["next"], whole["links"]) == (5, None, {})
    names = [each["name"] for each in whole["plans"]]
    assert names == sorted(mailing.plans)
    first = await done(lead, "GET", f"/report-plans?town={TOWN.slug}&limit=2")
    way, read = first.json()["links"]["next"], first.json()["plans"]
    assert first.headers["link"] == f'<{way}>; rel="next"'
    assert f"town={TOWN.slug}" in way
    mailing.plans.remove(read[-1]["name"])
    while way:
        told = (await done(lead, "GET", f"http://localhost{way}")).json()
        read, way = [*read, *told["plans"]], told["links"].get("next")
    assert [each["name"] for each in read] == names
    for strange in ("", "zzz", written(1), written("a", "b")):
        answer = await lead.get("/report-plans", params={"after": strange})
        assert problem(answer, 400)["errors"][0]["field"] == "after"


async def test_a_dated_search_does_not_alert(lead: httpx.AsyncClient) -> None:
    dated = {"name": "Novembre", "question": "q=neige&du=2026-11-01&au=2026-11-20"}
    kept = await done(lead, "POST", "/searches", json=dated)
    path, headers = f"/searches/{kept.json()['key']}/alert", {"If-Match": kept.headers["etag"]}
    problem(await lead.put(path, json={}, headers=headers), 409)


@pytest.mark.parametrize("text", CORPUS)
async def test_mentions_are_taken_away_with_no_cell_a_formula(
    lead: httpx.AsyncClient, store: SqliteStore, text: str
) -> None:
    await heard(store, record(f"neige {text}"), record(f'=LIEN("x") neige {text}'))
    table = await done(lead, "GET", "/exports/csv?q=neige&order=oldest")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    lines = (await done(lead, "GET", "/exports/jsonl?q=neige")).text.splitlines()
    assert len([json.loads(line) for line in lines]) >= 2
    book = await done(lead, "GET", "/exports/xlsx?q=neige")
    assert book.content.startswith(b"PK")
    noted = [each.act for each in await acts(store) if each.act.what == "exported"]
    assert [each.detail["mentions"] for each in noted] == ["2", "2", "2"]


async def test_an_export_is_refused_when_it_is_not_understood_or_none(
    lead: httpx.AsyncClient,
) -> None:
    problem(await lead.get("/exports/csv?q=(neige"), 400)
    problem(await lead.get("/exports/exe"), 404)
    problem(await lead.get("/exports/csv?town=nulle-part"), 404)


async def test_a_decision_is_compared_kept_and_compared_again(
    lead: httpx.AsyncClient, store: SqliteStore
) -> None:
    snow = {"topic": Label("snow", 0.9), "sentiment": Label("negative", 0.9)}
    texts = [record(f"La neige, encore, {n}", ago=24 * n + 1, **snow) for n in range(1, 14)]
    await heard(store, *texts)
    asked = {"on": "2026-11-16", "weeks": 1, "topic": "snow"}
    told = (await done(lead, "GET", "/decision", params=asked)).json()
    rate = told["comparison"]["volume"]  # the day itself is on neither side
    assert (rate["before"] + rate["after"], told["before"]["last"]) == (12, "2026-11-15")
    assert told["conclusions"]
    assert all(each["page"].startswith("/mention/") for each in told["said_after"])
    body = {"name": "Taxe", "on": "2026-11-16", "weeks": 1, "filters": {"topic": ["snow"]}}
    kept = (await done(lead, "POST", "/decisions", json=body)).json()
    again = (await done(lead, "GET", f"/decisions/{kept['key']}")).json()
    assert again["comparison"] == told["comparison"]
    assert (await lead.get("/decisions")).json()["decisions"] == [kept]
    await done(lead, "DELETE", f"/decisions/{kept['key']}")
    problem(await lead.get(f"/decisions/{kept['key']}"), 404)
    for day in ("2026-11-24", "0001-01-01", "9999-12-31"):
        told = problem(await lead.get(f"/decision?on={day}"), 400)
        assert told["errors"][0]["field"] == "on"
        page = await lead.get(f"http://localhost/decision?on={day}")
        assert page.status_code == 200
