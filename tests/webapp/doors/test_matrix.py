"""Who may do what: every route, every role, nobody, and someone of another town.

The table of routes drives it: a route that is added is in. One whose path has a part that the
test cannot fill in fails until `PARTS` says what stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.sinks.case_contract import a_case
from tests.webapp.doors.people import Browser, a_browser, an_account, an_app
from tests.webapp.doors.possessions import possessions
from tests.webapp.records import record
from vigie.account import ApiToken
from vigie.actor import ROLES, Actor
from vigie.alert import Alert, Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock
from webapp.app import ROUTES
from webapp.doors.entrance import Entrance
from webapp.route import ANYONE, Route

#: Words that only what belongs to the first town holds.
WORDS: Final = "motsecretdelautreville"
#: What a part of a path stands for, in the first town. `link` is not a town's.
PARTS: Final = (
    *("mention", "account", "link", "reference", "alert", "search", "crisis"),
    *("form", "panel", "period", "figure", "chart"),
)
#: The part that stands for one thing or another by the beginning of its path.
KEY: Final = "key"
#: Parts that name no town's thing: someone of another town need not be told 404.
OF_NO_TOWN: Final = ("link", "form", "panel", "period", "figure", "chart")

#: Answers that go on for as long as they are read: here only those who may not are asked.
LASTING: Final = re.compile(r"/events$")

#: What a team shares is changed by its owner alone, whatever the role of the others.
OWNERS: Final = re.compile(r"^/recherche/|^/api/v1/searches/")

WHO: Final = ("nobody", *ROLES)


@dataclass
class Place:
    """An installation of two towns, with something of everything in the first."""

    app: Any
    way_in: Entrance
    clock: HeldClock
    parts: dict[str, str]
    keys: Mapping[str, str]

    def path(self, route: Route) -> str:
        key = next((key for begun, key in self.keys.items() if route.path.startswith(begun)), "")
        parts = {**self.parts, KEY: key}
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: parts[part[1]], route.path)

    async def visitor(self, who: str, route: Route, towns: tuple[str, ...] = ()) -> Browser:
        """Someone in this role: by a session, or where programs write, by a token."""
        browser = a_browser(self.app)
        if who == "nobody":
            return browser
        if route.path.startswith("/api/"):
            scope = "read" if who == "reader" else "write"
            name = f"{who}-{len(towns)}"
            await self.way_in.tokens.revoke(name)
            secret = await self.way_in.tokens.make(
                ApiToken(name=name, scopes=(scope,), towns=towns)
            )
            browser.client.headers["authorization"] = f"Bearer {secret}"
            return browser
        name = f"{who}-ailleurs" if towns else who
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
    keys = await possessions(store, WORDS)
    parts = {
        "mention": one.mention.id,
        "account": "collegue",
        "link": (await way_in.link("collegue")).rpartition("/")[2],
        "reference": case.reference,
        "alert": "alert_1",
        "search": keys["/recherche/"],
        "crisis": keys["/crise/"],
        "form": "csv",
        "panel": "sujets",
        "period": "2026-11-23",
        "figure": "sujets",
        "chart": "topics",
    }
    assert set(parts) == set(PARTS)
    return Place(an_app(store, clock, way_in), way_in, clock, parts, keys)


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
    assert set(parts) <= {*PARTS, KEY}, "say in PARTS what stands for it"


@pytest.mark.parametrize("route", ROUTES, ids=name)
async def test_a_route_is_open_to_its_role_and_above_and_to_nobody_else(
    place: Place, route: Route
) -> None:
    path = place.path(route)
    for who in WHO:
        if route.path.startswith("/api/") and who in ("lead", "admin"):
            continue  # no token has these roles
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
            refused = (401,) if route.writes and OWNERS.search(route.path) else (401, 403)
            assert answer.status_code not in refused, who
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
    who = "officer" if route.path.startswith("/api/") else "admin"
    if not may(who, route.need):
        return  # no token has this role: it is refused before anything is looked for
    browser = await place.visitor(who, route, towns=("autre-ville",))
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
    if not route.writes:
        # Nor by asking for the town by its name, nor for the words.
        for question in (f"?town={TOWN.slug}&period=all", "?q=nid-de-poule&period=all"):
            again = await browser.get(place.path(route) + question)
            assert again.status_code < 500
            assert WORDS not in again.text


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
        # « /dossier/X.txt » is a case's own path too, for what only a case takes.
        whole = re.sub(r"\}\.\w+$", "}", path)
        if not taken & {(path, method), (whole, method)}:
            filled = place.path(Route(path, None))  # type: ignore[arg-type]
            answer = await browser.client.request(method, filled)
            assert answer.status_code == 405, path
