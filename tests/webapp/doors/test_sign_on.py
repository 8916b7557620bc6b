"""Log-in by the town's own accounts, against a provider on a socket, by the guarded way out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipeline.outbound.client import HttpOutbound
from sinks.sqlite.store import SqliteStore
from tests.doubles.oidc import Provider, a_key
from tests.servers import LocalServer
from tests.webapp.doors.people import Browser, a_browser, an_account, an_app, an_entrance
from vigie.account import Account
from vigie.clock import HeldClock
from webapp.doors.entrance import Entrance
from webapp.doors.oidc import RETURN, Oidc
from webapp.doors.oidc_provider import Provider as Asked
from webapp.doors.oidc_terms import Terms, grant, proposed_name

TERMS = Terms(
    issuer="",
    client_id="vigie",
    secret="s/e c:ret",
    label="la Ville",
    roles={"veille": "officer", "direction": "lead", "ti": "admin"},
    towns={"veille": ("ville-fictive",), "direction": ("autre-ville",), "ti": ("*",)},
)


@dataclass
class Place:
    """An installation whose people come by the provider."""

    provider: Provider
    app: Any
    way_in: Entrance
    outbound: HttpOutbound

    async def log_in(self, browser: Browser, onward: str = "/mentions") -> httpx.Response:
        sent = await browser.get("/connexion/organisation", params={"next": onward})
        assert sent.status_code == 303, sent.text
        state, code = self.provider.visit(sent.headers["location"])
        return await browser.get(RETURN, params={"state": state, "code": code})

    async def account(self, name: str = "membre") -> Account:
        return await self.way_in.accounts.wanted(name)


@pytest.fixture(scope="module")
def key() -> Any:
    return a_key("k1")


@pytest.fixture
async def place(
    store: SqliteStore, clock: HeldClock, server: LocalServer, key: Any
) -> AsyncIterator[Place]:
    provider = Provider(now=int(clock.now().timestamp()), key=key)
    terms = TERMS._replace(issuer=provider.serve(server))
    allowed = [server.url.partition("://")[2]]
    async with HttpOutbound(allowed_hosts=allowed, spacing=0) as outbound:
        asked = Asked(terms, outbound, clock)
        oidc = Oidc(terms, asked, store, clock, "http://localhost")
        way_in = an_entrance(store, clock, single_sign_on=oidc)
        yield Place(provider, an_app(store, clock, way_in), way_in, outbound)


async def test_whoever_the_provider_vouches_for_comes_in_with_their_groups_role_and_towns(
    place: Place,
) -> None:
    place.provider.person |= {"preferred_username": "C.Tremblay@ville.example", "name": "Camille"}
    browser = a_browser(place.app)
    page = await browser.get("/connexion?next=/alerts")
    assert "Entrer avec la Ville" in page.text
    answer = await place.log_in(browser, "/alerts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    assert (await browser.get("/alerts")).status_code == 200
    account = await place.account("c.tremblay")
    assert (account.role, account.towns) == ("officer", ("ville-fictive",))
    assert (account.display, account.single_sign_on, account.password) == ("Camille", True, "")
    # They have no password here.
    assert "compte de votre organisation" in (await browser.get("/compte")).text
    answer = await browser.post("/compte/mot-de-passe", page="/compte", present="", password="x")
    assert answer.status_code == 404


async def test_the_next_log_in_brings_the_groups_of_the_day(place: Place) -> None:
    browser = a_browser(place.app)
    await place.log_in(browser)
    place.provider.person["groups"] = ["veille", "direction"]
    await place.log_in(browser)
    account = await place.account()
    assert (account.role, account.towns) == ("lead", ("ville-fictive", "autre-ville"))
    assert len(await place.way_in.accounts.all_of_them()) == 1
    place.provider.person["groups"] = "ti"
    await place.log_in(browser)
    assert (await place.account()).towns == ()
    place.provider.person["groups"] = ["autre chose"]
    answer = await place.log_in(a_browser(place.app))
    assert answer.status_code == 403
    assert "aucun de ses groupes" in answer.text


@pytest.mark.parametrize(
    ("claims", "granted"),
    [
        ({}, None),
        ({"groups": []}, None),
        ({"groups": {"veille": 1}}, None),
        ({"groups": [["veille"], 3, None]}, None),
        ({"groups": ["Veille"]}, None),
        ({"groups": "veille"}, ("officer", ("ville-fictive",))),
        ({"groups": ["veille", "ti"]}, ("admin", ())),
    ],
)
def test_groups_give_a_role_or_nothing(claims: dict[str, Any], granted: Any) -> None:
    assert grant(TERMS, claims) == granted


def test_a_role_without_any_town_opens_nothing_where_towns_go_by_group() -> None:
    terms = TERMS._replace(towns={"ti": ("*",)})
    assert grant(terms, {"groups": ["veille"]}) is None
    assert grant(TERMS._replace(towns={}), {"groups": ["veille"]}) == ("officer", ())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("C.Tremblay@ville.example", "c.tremblay"),
        ("Élise Bélanger", "elise-belanger"),
        ("../../etc", "etc"),
        ("", "membre"),
        (None, "membre"),
        ("名前", "membre"),
        ("a" * 200, "a" * 36),
        ("<script>", "script"),
    ],
)
def test_a_name_is_made_of_what_the_provider_says(said: Any, name: str) -> None:
    assert proposed_name(TERMS, {"preferred_username": said}) == name


async def test_a_name_that_is_taken_is_never_taken_over(place: Place, clock: HeldClock) -> None:
    await an_account(place.way_in, clock, "chef", role="admin")
    place.provider.person["preferred_username"] = "chef"
    await place.log_in(a_browser(place.app))
    assert not (await place.account("chef")).single_sign_on
    assert (await place.account("chef-2")).role == "officer"
    # Someone else of the same name at the provider is someone else here.
    place.provider.person["sub"] = "u-2"
    await place.log_in(a_browser(place.app))
    assert (await place.account("chef-3")).role == "officer"


async def test_a_removed_account_does_not_become_whoever_is_given_its_name(
    place: Place, clock: HeldClock
) -> None:
    await place.log_in(a_browser(place.app))
    await place.way_in.remove("membre")
    await an_account(place.way_in, clock, "membre", role="admin")
    await place.log_in(a_browser(place.app))
    assert (await place.account("membre")).role == "admin"
    assert not (await place.account("membre")).single_sign_on
    assert (await place.account("membre-2")).role == "officer"


async def test_a_disabled_account_does_not_come_back_by_the_provider(place: Place) -> None:
    await place.log_in(a_browser(place.app))
    await place.way_in.disable("membre", disabled=True)
    assert (await place.log_in(a_browser(place.app))).status_code == 403


BAD_TOKENS: dict[str, dict[str, Any]] = {
    "another audience": {"over": {"aud": "autre"}},
    "another audience beside, no authorized party": {"over": {"aud": ["vigie", "autre"]}},
    "another authorized party": {"over": {"azp": "autre"}},
    "no audience": {"over": {"aud": None}},
    "another issuer": {"over": {"iss": "https://mal.example"}},
    "no issuer": {"over": {"iss": None}},
    "no subject": {"over": {"sub": None}},
    "an empty subject": {"over": {"sub": ""}},
    "a subject that is no text": {"over": {"sub": 7}},
    "no end": {"over": {"exp": None}},
    "another nonce": {"over": {"nonce": "deja-vu"}},
    "no nonce": {"over": {"nonce": None}},
    "for another access token": {"over": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "no signature": {"algorithm": "none"},
    "signed with the public key": {"algorithm": "HS256"},
    "no token": {"answers": "no token"},
    "a code refused": {"answers": "400"},
}


@pytest.mark.parametrize("fault", BAD_TOKENS)
async def test_a_token_that_is_not_good_lets_nobody_in(place: Place, fault: str) -> None:
    for name, value in BAD_TOKENS[fault].items():
        setattr(place.provider, name, value)
    browser = a_browser(place.app)
    answer = await place.log_in(browser)
    assert answer.status_code == 403
    assert browser.session is None
    assert await place.way_in.accounts.all_of_them() == []
    assert "n’est pas bonne" in answer.text


@pytest.mark.parametrize("seconds", [-301 - 60, 61 + 60])
async def test_a_token_out_of_its_time_lets_nobody_in(place: Place, seconds: int) -> None:
    place.provider.now += seconds
    browser = a_browser(place.app)
    # Issued in the future is not good either, beyond what clocks may differ by.
    assert (await place.log_in(browser)).status_code == 403
    assert browser.session is None


async def test_a_forged_signature_lets_nobody_in(place: Place) -> None:
    place.provider.sign_with = a_key("k1")
    browser = a_browser(place.app)
    assert (await place.log_in(browser)).status_code == 403
    place.provider.sign_with = a_key("inconnue")
    assert (await place.log_in(browser)).status_code == 403
    assert browser.session is None


async def test_a_provider_may_change_its_keys(place: Place, clock: HeldClock) -> None:
    assert (await place.log_in(a_browser(place.app))).status_code == 303
    place.provider.key = a_key("k2")
    # Keys are asked for again for an unknown one, at most once a minute.
    assert (await place.log_in(a_browser(place.app))).status_code == 403
    clock.move(timedelta(minutes=1))
    assert (await place.log_in(a_browser(place.app))).status_code == 303
    for _ in range(3):
        await place.log_in(a_browser(place.app))
    assert place.provider.asked.count("keys") == 2
    assert place.provider.asked.count("configuration") == 1


async def test_the_way_back_works_once_in_the_browser_that_set_out_within_ten_minutes(
    place: Place, clock: HeldClock
) -> None:
    browser = a_browser(place.app)
    sent = await browser.get("/connexion/organisation")
    state, code = place.provider.visit(sent.headers["location"])
    way = {"state": state, "code": code}
    thief = a_browser(place.app)
    assert (await thief.get(RETURN, params=way)).status_code == 403
    assert (await browser.get(RETURN, params={**way, "state": "x"})).status_code == 403
    assert (await browser.get(RETURN, params={"state": state})).status_code == 403
    assert place.provider.redeemed == []
    assert (await browser.get(RETURN, params=way)).status_code == 303
    cookie = sent.headers["set-cookie"].partition(";")[0]
    again = await thief.get(RETURN, params=way, headers={"cookie": cookie})
    assert again.status_code == 403
    sent = await browser.get("/connexion/organisation")
    state, code = place.provider.visit(sent.headers["location"])
    clock.move(timedelta(minutes=10))
    late = await browser.get(RETURN, params={"state": state, "code": code})
    assert late.status_code == 403
    assert len(place.provider.redeemed) == 1


async def test_another_issuer_that_answers_in_its_place_is_refused(place: Place) -> None:
    browser = a_browser(place.app)
    sent = await browser.get("/connexion/organisation")
    state, code = place.provider.visit(sent.headers["location"])
    way = {"state": state, "code": code, "iss": "https://mal.example"}
    assert (await browser.get(RETURN, params=way)).status_code == 403
    assert place.provider.redeemed == []


async def test_the_way_out_leads_nowhere_else_afterwards(place: Place) -> None:
    answer = await place.log_in(a_browser(place.app), "//mal.example")
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://autre.example"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
async def test_a_provider_that_describes_itself_badly_is_not_used(
    place: Place, told: dict[str, Any]
) -> None:
    place.provider.told = told
    answer = await a_browser(place.app).get("/connexion/organisation")
    assert answer.status_code == 503
    assert "ne répond pas" in answer.text


async def test_a_provider_that_is_away_is_said(place: Place, server: LocalServer) -> None:
    for answers in ("500", "text"):
        place.provider.answers = answers
        assert (await place.log_in(a_browser(place.app))).status_code == 503
    server.routes.clear()
    place.provider.answers = ""
    browser = a_browser(place.app)
    assert (await browser.get("/connexion")).status_code == 200


async def test_a_client_is_known_by_its_form_where_the_provider_wants_it_so(place: Place) -> None:
    place.provider.by_body = True
    assert (await place.log_in(a_browser(place.app))).status_code == 303
    (form,) = place.provider.redeemed
    assert form["client_secret"] == place.provider.secret


async def test_the_guarded_way_out_reaches_no_private_address_that_is_not_allowed(
    store: SqliteStore, clock: HeldClock, server: LocalServer, key: Any
) -> None:
    provider = Provider(now=0, key=key)
    terms = TERMS._replace(issuer=provider.serve(server))
    async with HttpOutbound(spacing=0) as outbound:
        oidc = Oidc(terms, Asked(terms, outbound, clock), store, clock, "http://localhost")
        way_in = an_entrance(store, clock, single_sign_on=oidc)
        answer = await a_browser(an_app(store, clock, way_in)).get("/connexion/organisation")
    assert answer.status_code == 503
    assert server.received == []


async def test_an_installation_without_a_provider_has_no_such_way(browser: Browser) -> None:
    assert (await browser.get("/connexion/organisation")).status_code == 404
    assert (await browser.get(RETURN)).status_code == 404
    assert "organisation" not in (await browser.get("/connexion")).text
