"""Who may do what: every route, every role, nobody, and someone of another town.

The table of routes drives it: a route that is added is in. One whose path has a part that the
test cannot fill in fails until `PARTS` says what stands for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from msgspec.structs import replace

from pipeline.drawing import shared
from pipeline.report_desk import ReportDesk
from pipeline.reporting import Reporting
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.sinks.case_contract import a_case
from tests.webapp.covering import Ears
from tests.webapp.doors.people import OTHER_TOWN, Browser, a_browser, an_account, an_app
from tests.webapp.doors.possessions import possessions
from tests.webapp.records import record
from tests.webapp.test_reports import Mailing
from vigie.account import SCOPE_ROLES, ApiToken
from vigie.actor import ROLES, Actor
from vigie.alert import Alert, Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.kept_rule import RULE_PAPER
from webapp.app import ROUTES
from webapp.decision.shelf import KIND as DECISIONS
from webapp.doors.entrance import Entrance
from webapp.route import ANYONE, Route

#: Words that only what belongs to the first town holds.
WORDS: Final = "motsecretdelautreville"
#: What a part of a path stands for, in the first town. `link` is not a town's.
PARTS: Final = (
    *("mention", "account", "link", "reference", "alert"),
    *("key", "form", "panel", "period", "figure", "chart", "search", "crisis"),
    *("rule", "decision", "plan"),
)
#: Parts that name no town's thing: someone of another town need not be told 404.
OF_NO_TOWN: Final = ("link", "form", "panel", "period", "figure", "chart", "plan")

#: Kinds of papers that the team of a town keeps.
KINDS: Final = ("search", RULE_PAPER, "crisis", DECISIONS, "act", "presence", "search_visit")

#: Answers that go on for as long as they are read: here only those who may not are asked.
LASTING: Final = re.compile(r"/events$")

#: What a form would say to act on the first town.
OF_THE_FIRST: Final = {
    "town": TOWN.slug,
    "name": "Essai",
    "words": "neige",
    "on": "2026-11-02",
    "question": f"town={TOWN.slug}&q=neige",
    "when.topic": "snow",
}

WHO: Final = ("nobody", *ROLES)
#: The scope of a token that acts in a role; none acts as an admin.
SCOPES: Final = {role: scope for scope, role in SCOPE_ROLES.items()}


@dataclass
class Place:
    """An installation of two towns, with something of everything in the first."""

    app: Any
    store: SqliteStore
    way_in: Entrance
    clock: HeldClock
    parts: dict[str, str]

    def path(self, route: Route) -> str:
        """The route's address, of the first town's things; `key` is told apart by its page."""
        page = route.path.split("/")[1]

        def filled(part: re.Match[str]) -> str:
            return self.parts.get(f"{page}/{part[1]}") or self.parts[part[1]]

        return re.sub(r"\{(\w+)(?::\w+)?\}", filled, route.path)

    async def kept(self) -> list[Any]:
        """What the first town has: its papers, its case, its mention."""
        papers = [p for kind in KINDS for p in await self.store.papers(kind, town=TOWN.slug)]
        return [
            *papers,
            await self.store.case(self.parts["reference"]),
            await self.store.get(self.parts["mention"]),
            await self.way_in.accounts.find("collegue"),
        ]

    async def visitor(self, who: str, route: Route, towns: tuple[str, ...] = ()) -> Browser:
        """Someone in this role: by a session, or where programs write, by a token."""
        browser = a_browser(self.app)
        if who == "nobody":
            return browser
        if route.path.startswith("/api/"):
            scope = SCOPES[who]
            name = f"{who}-{len(towns)}"
            await self.way_in.tokens.revoke(name)
            secret = await self.way_in.tokens.make(
                ApiToken(name=name, scopes=(scope,), towns=towns)
            )
            browser.client.headers["authorization"] = f"Bearer {secret}"
            return browser
        name = "-".join((who, *towns))
        if await self.way_in.accounts.find(name) is None:
            await an_account(self.way_in, self.clock, name, role=who, towns=towns)
        return await browser.admitted(self.way_in, name)


@pytest.fixture
async def place(store: SqliteStore, clock: HeldClock, way_in: Entrance) -> Place:
    await an_account(way_in, clock, "collegue", towns=(TOWN.slug,))
    one = record(f"Un nid-de-poule, {WORDS}.")
    case = replace(a_case(one, reference="VIGIE-ABCDEFGHJK"), town=TOWN.slug)
    await store.write(Batch(records=(one,), deliveries=(an_alert(one.mention.id),)))
    await store.save_cases([case])
    kept = await possessions(store, WORDS)
    keys = {f"{page.strip('/')}/key": key for page, key in kept.items()}
    parts = {
        "mention": one.mention.id,
        "account": "collegue",
        "link": (await way_in.link("collegue")).rpartition("/")[2],
        "reference": case.reference,
        "alert": "alert_1",
        "key": "0" * 32,
        "search": keys["recherche/key"],
        "crisis": keys["crise/key"],
        "rule": keys["regle/key"],
        "decision": keys["decision/key"],
        "plan": "Direction",
        "chart": "volume",
        **keys,
        "form": "csv",
        "panel": "sujets",
        "period": "2026-11-23",
        "figure": "sujets",
    }
    assert set(parts) - set(keys) == set(PARTS)
    reporting = Reporting(store, Ears(store, clock), clock)  # type: ignore[arg-type]
    towns = (TOWN, OTHER_TOWN)
    reports = ReportDesk(reporting, store, towns=towns, draw=shared, clock=clock)
    app = an_app(store, clock, way_in, office={"reports": reports, "mailing": Mailing()})
    return Place(app, store, way_in, clock, parts)


def an_alert(mention: str) -> Delivery:
    alert = Alert(
        id="alert_1",
        rule="urgence",
        town=TOWN.slug,
        mention=mention,
        severity="urgent",
        title=f"Alerte, {WORDS}",
        reason="…",
        advice="…",
        raised_at=MONDAY,
    )
    return Delivery(alert=alert, target="équipe", due_at=MONDAY)


def shape(path: str) -> str:
    """A path as a pattern."""
    return re.sub(r"\\\{\w+(:\w+)?\\\}", "[^/]+", re.escape(path))


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


async def asked(browser: Browser, route: Route, path: str) -> httpx.Response:
    """Ask as a browser would: a form bears its page's token."""
    if not route.writes:
        return await browser.get(path)
    if route.path.startswith("/api/") or not route.form:
        return await browser.client.request(route.method, path, json={})
    return await browser.post(path, page="/compte")


def turned_away(answer: httpx.Response) -> bool:
    """Whether one is told to be let in first."""
    to_the_door = answer.headers.get("location", "").partition("?")[0] == "/connexion"
    return answer.status_code == 401 or (answer.status_code == 303 and to_the_door)


def may(who: str, need: str) -> bool:
    return need == ANYONE or (who != "nobody" and Actor(name=who, role=who).may(need))


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_path_can_be_filled_in(route: Route) -> None:
    parts = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
    assert set(parts) <= set(PARTS), "say in PARTS what stands for it"


@pytest.mark.parametrize("route", ROUTES, ids=name)
async def test_a_route_is_open_to_its_role_and_above_and_to_nobody_else(
    place: Place, route: Route
) -> None:
    path = place.path(route)
    if re.match(r"/recherche/|/api/v1/searches/", path):
        # Who may change a search is its owner's business: of one that is nobody's, all are told
        # that it is not there.
        path = path.replace(place.parts["search"], "0" * 32)
    for who in WHO:
        if route.path.startswith("/api/") and who == "admin":
            continue  # no token has this role
        if LASTING.search(route.path) and may(who, route.need):
            continue
        browser = await place.visitor(who, route)
        answer = await asked(browser, route, path)
        assert answer.status_code < 500, who
        if route.need == ANYONE:
            assert not turned_away(answer) or route.path == "/deconnexion"
        elif who == "nobody":
            # A form of nobody's has a good token: it is the door that refuses.
            assert turned_away(answer), who
            assert WORDS not in answer.text
        elif may(who, route.need):
            assert answer.status_code not in (401, 403), who
            assert not turned_away(answer), who
        else:
            assert answer.status_code == 403, who
            assert WORDS not in answer.text


@pytest.mark.parametrize(
    "route",
    [r for r in ROUTES if r.need != ANYONE and not LASTING.search(r.path)],
    ids=name,
)
async def test_what_is_another_towns_is_not_there(place: Place, route: Route) -> None:
    """The highest role, in the other town: a thing is a 404, a list does not hold it."""
    who = "lead" if route.path.startswith("/api/") else "admin"
    browser = await place.visitor(who, route, towns=("autre-ville",))
    before = await place.kept() if route.writes else None
    answer = await asked(browser, route, place.path(route))
    named = [part for part in re.findall(r"\{(\w+)", route.path) if part not in OF_NO_TOWN]
    if named:
        # The API reads a call before it looks for what it is about: an empty one is refused
        # alike, be the thing another town's or nobody's.
        unknown = await asked(browser, route, re.sub(r"\{\w+(:\w+)?\}", "f" * 32, route.path))
        assert answer.status_code == unknown.status_code
        api = route.path.startswith("/api/") and route.writes
        assert answer.status_code in ((404, 400, 428) if api else (404,))
    assert answer.status_code < 500
    assert WORDS not in answer.text
    assert WORDS not in (await browser.get("/mentions?period=all")).text
    if route.writes and route.form and not named:
        await browser.post(place.path(route), page="/compte", **OF_THE_FIRST)
    assert before is None or await place.kept() == before
    if not route.writes:
        # Nor by asking for the town by its name, nor for the words.
        for question in (f"?town={TOWN.slug}&period=all", "?q=nid-de-poule&period=all"):
            again = await browser.get(place.path(route) + question)
            assert again.status_code < 500
            assert WORDS not in again.text


@pytest.mark.parametrize(
    "route",
    [r for r in ROUTES if "{" in r.path and r.need != ANYONE and not r.writes],
    ids=name,
)
async def test_each_thing_asked_for_is_there_for_its_own_town(place: Place, route: Route) -> None:
    """So that a 404 to the others is told of something that there is."""
    who = "lead" if route.path.startswith("/api/") else "admin"
    browser = await place.visitor(who, route, towns=(TOWN.slug,))
    named = [part for part in re.findall(r"\{(\w+)", route.path) if part not in OF_NO_TOWN]
    if named and may(who, route.need) and not route.path.endswith("/carte.svg"):
        assert (await asked(browser, route, place.path(route))).status_code in (200, 303)


async def test_a_report_of_another_town_is_not_there(place: Place) -> None:
    mine = await place.visitor("admin", Route("/", None), (TOWN.slug,))  # type: ignore[arg-type]
    other = await place.visitor("admin", Route("/", None), (OTHER_TOWN.slug,))  # type: ignore[arg-type]
    for path in ("/rapports", "/rapport/2026-W47", "/rapport/2026-W47.json"):
        assert (await mine.get(f"{path}?town={TOWN.slug}")).status_code == 200
        assert (await other.get(f"{path}?town={TOWN.slug}")).status_code == 404


async def test_a_lead_of_another_town_begins_nothing_in_this_one_by_the_api(place: Place) -> None:
    """The writes whose body or query names a town, told apart by nothing but the town."""
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/rules", {"rule": {"name": "gel", "when": {"topic": ["snow"]}}, "town": TOWN.slug}),
        ("/crises", {"name": "Essai", "words": ["neige"], "town": TOWN.slug}),
        ("/decisions", {"name": "E", "on": "2026-11-02", "filters": {"town": [TOWN.slug]}}),
        (f"/report-plans/Direction/send?town={TOWN.slug}", {}),
    )
    before = await place.kept()
    for towns, status in (((OTHER_TOWN.slug,), 404), ((TOWN.slug,), 200)):
        route = Route("/api/v1/rules", None)  # type: ignore[arg-type]
        caller = await place.visitor("lead", route, towns)
        if status == 200:
            assert await place.kept() == before
            await place.store.drop("crisis", [place.parts["crisis"]])
        for path, body in calls:
            answer = await caller.client.post(f"/api/v1{path}", json=body)
            assert answer.status_code == status, (path, answer.text)
    assert await place.kept() != before


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.writes and r.form and not r.path.startswith("/api/")], ids=name
)
async def test_a_form_that_is_not_ours_changes_nothing(place: Place, route: Route) -> None:
    browser = await place.visitor("admin", route)
    token = await browser.token("/compte")
    path = place.path(route)
    for fields, headers in (
        ({}, {}),
        ({"_token": "f" * 64}, {}),
        ({"_token": token}, {"origin": "https://mal.example"}),
        ({"_token": token}, {"sec-fetch-site": "cross-site"}),
    ):
        answer = await browser.client.request(route.method, path, data=fields, headers=headers)
        assert answer.status_code == 403


async def test_the_words_are_there_for_those_whose_town_it_is(place: Place) -> None:
    """What the tests above look for can be found at all."""
    browser = await place.visitor("reader", Route("/", None))  # type: ignore[arg-type]
    for path in ("/mentions?period=all", f"/mention/{place.parts['mention']}", "/alerts"):
        assert WORDS in (await browser.get(path)).text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_a_method_that_a_path_does_not_take_is_refused(place: Place, method: str) -> None:
    taken = {(route.path, route.method) for route in ROUTES}
    browser = await place.visitor("admin", ROUTES[0])
    for path in {route.path for route in ROUTES}:
        filled = place.path(Route(path, None))  # type: ignore[arg-type]
        # « /dossier/A.txt » is also « /dossier/{reference} », of a case that there is not.
        if not any(method == one and re.fullmatch(shape(each), filled) for each, one in taken):
            answer = await browser.client.request(method, filled)
            assert answer.status_code == 405, path
