from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import (
    PASSWORD,
    Browser,
    a_browser,
    an_account,
    an_app,
    an_entrance,
)
from tests.webapp.records import read
from vigie.clock import HeldClock
from webapp.doors.account_door import COOKIE
from webapp.doors.entrance import Entrance
from webapp.doors.secret_words import hashed
from webapp.forgery import COOKIE as VISIT
from webapp.forgery import FIELD
from webapp.links import local_path
from webapp.log_of_acts import acts


def cookies(answer: httpx.Response) -> dict[str, str]:
    """Cookies given by an answer, by name, with their flags."""
    given = answer.headers.get_list("set-cookie")
    return {each.partition("=")[0]: each.partition("=")[2] for each in given}


async def test_whoever_is_not_let_in_is_sent_to_the_log_in_and_back(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    answer = await browser.get("/mentions?q=neige&period=7d")
    assert answer.status_code == 303
    onward = answer.headers["location"]
    assert onward.startswith("/connexion?next=%2Fmentions%3Fq%3Dneige")
    page = read((await browser.get(onward)).text)
    (field,) = page.all("input", name="next")
    answer = await browser.come_in("c.tremblay", onward=field.attributes["value"])
    assert answer.status_code == 303
    assert answer.headers["location"] == "/mentions?q=neige&period=7d"
    shown = await browser.get(answer.headers["location"])
    assert shown.status_code == 200
    assert "c.tremblay" in shown.text


async def test_a_name_may_be_typed_in_capitals(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    assert (await browser.come_in(" C.Tremblay ")).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("c.tremblay", "pas le bon mot de passe"),
        ("personne", PASSWORD),
        ("c.tremblay", ""),
        ("", ""),
        ("c.tremblay", PASSWORD + " " * 300),
        ("desactive", PASSWORD),
        ("sans-mot", PASSWORD),
        ("sans-mot", ""),
        ("../../x\x00", PASSWORD),
        ("é" * 500, "\ud83d"),
    ],
)
async def test_a_wrong_name_and_a_wrong_password_have_one_answer(
    browser: Browser, way_in: Entrance, clock: HeldClock, name: str, password: str
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await an_account(way_in, clock, "desactive", disabled=True)
    await an_account(way_in, clock, "sans-mot", password="")
    token = await browser.token()
    wrong = await browser.client.post(
        "/connexion", data={FIELD: token, "name": "c.tremblay", "password": "x"}
    )
    body = f"{FIELD}={token}".encode()
    for field, value in (("name", name), ("password", password)):
        quoted = value.encode("utf-8", "surrogatepass").hex()
        pairs = "".join(f"%{quoted[n : n + 2]}" for n in range(0, len(quoted), 2))
        body += f"&{field}={pairs}".encode()
    answer = await browser.client.post(
        "/connexion",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == wrong.status_code == 403
    assert answer.text == wrong.text
    assert browser.session is None


async def test_an_unknown_name_takes_the_same_work_as_a_known_one(
    way_in: Entrance, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    done: list[str] = []
    verified = way_in.passwords._verified

    def watched(kept: str, password: str) -> bool:
        done.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verified(kept, password)

    monkeypatch.setattr(way_in.passwords, "_verified", watched)
    await way_in.let_in("c.tremblay", "non", "192.0.2.1", "")
    await way_in.let_in("personne", "non", "192.0.2.1", "")
    # Once each, against hashes of the very same parameters.
    assert len(done) == 2
    assert done[0] == done[1]


async def test_the_log_in_changes_every_cookie_so_that_none_can_be_planted(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    planted = await way_in.sessions.open("c.tremblay")
    old_token = await browser.token()
    before = browser.client.cookies[VISIT]
    planting = {"cookie": f"{VISIT}={before}; {COOKIE}=choisi-par-un-autre"}
    answer = await browser.client.post(
        "/connexion",
        data={FIELD: old_token, "name": "c.tremblay", "password": PASSWORD},
        headers=planting,
    )
    assert answer.status_code == 303
    assert browser.session not in (None, "choisi-par-un-autre", planted)
    assert browser.client.cookies[VISIT] != before
    # The form's token of before opens nothing any more.
    refused = await browser.client.post("/compte/sessions", data={FIELD: old_token})
    assert refused.status_code == 403


async def test_a_form_of_before_the_log_in_is_not_one_of_after(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    token = await browser.token()
    visit, session = browser.client.cookies[VISIT], await way_in.sessions.open("c.tremblay")
    # The visit is the same, as where a neighbouring site planted it; the session is not.
    answer = await browser.client.post(
        "/compte/sessions",
        data={FIELD: token},
        headers={"cookie": f"{VISIT}={visit}; {COOKIE}={session}"},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("https", [False, True])
async def test_cookies_are_for_this_site_alone_and_for_no_script(
    store: SqliteStore, clock: HeldClock, *, https: bool
) -> None:
    url = "https://vigie.ville.example" if https else ""
    way_in = an_entrance(store, clock)
    await an_account(way_in, clock, "c.tremblay")
    app = an_app(store, clock, way_in, public_url=url)
    # The proxy speaks plain HTTP to us, and says nothing of what it spoke outside.
    browser = a_browser(app, "http://vigie.ville.example" if https else "http://localhost")
    page = await browser.get("/connexion")
    token = read(page.text).all("input", name=FIELD)[0].attributes["value"]
    visit = page.headers["set-cookie"].partition(";")[0]
    answer = await browser.client.post(
        "/connexion",
        data={FIELD: token, "name": "c.tremblay", "password": PASSWORD},
        headers={"cookie": visit},
    )
    assert answer.status_code == 303
    given = {**cookies(page), **cookies(answer)}
    prefix = "__Host-" if https else ""
    assert set(given) == {f"{prefix}vigie_{name}" for name in ("visit", "session", "device")}
    for flags in given.values():
        assert "HttpOnly" in flags
        assert "SameSite=lax" in flags
        assert "Path=/" in flags
        assert "Domain" not in flags
        assert ("Secure" in flags) is https
    assert "Max-Age" not in given[f"{prefix}vigie_session"]
    assert ("strict-transport-security" in answer.headers) is https


async def test_what_is_kept_of_a_session_opens_nothing(
    browser: Browser, store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.come_in("c.tremblay")
    (paper,) = await store.papers("session")
    assert browser.session
    assert paper.key == hashed(browser.session)
    assert browser.session.encode() not in paper.body
    browser.client.cookies.set(COOKIE, paper.key)
    assert (await browser.get("/compte")).status_code == 303


async def test_a_session_ends_when_it_is_not_used_and_after_half_a_day_in_any_case(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.admitted(way_in, "c.tremblay")
    for _ in range(11):
        clock.move(timedelta(minutes=65))
        assert (await browser.get("/compte")).status_code == 200
    clock.move(timedelta(minutes=6))
    assert (await browser.get("/compte")).status_code == 303
    await browser.admitted(way_in, "c.tremblay")
    clock.move(timedelta(minutes=121))
    assert (await browser.get("/compte")).status_code == 303


async def test_logging_out_ends_the_session_on_the_server(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.come_in("c.tremblay")
    kept = browser.session
    assert kept
    answer = await browser.post("/deconnexion", page="/compte")
    assert answer.headers["location"] == "/connexion?did=logged_out"
    assert browser.session is None
    assert "Vous êtes déconnecté" in (await browser.get(answer.headers["location"])).text
    browser.client.cookies.set(COOKIE, kept)
    assert (await browser.get("/compte")).status_code == 303


async def test_a_disabled_account_is_out_at_once_in_every_browser(
    app: Any, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    both = [await a_browser(app).admitted(way_in, "c.tremblay") for _ in range(2)]
    assert [(await each.get("/compte")).status_code for each in both] == [200, 200]
    await way_in.disable("c.tremblay", disabled=True)
    assert [(await each.get("/compte")).status_code for each in both] == [303, 303]
    assert (await a_browser(app).come_in("c.tremblay")).status_code == 403
    await way_in.disable("c.tremblay", disabled=False)
    # Nobody comes back by a session of before.
    assert [(await each.get("/compte")).status_code for each in both] == [303, 303]


async def test_a_session_that_outlives_its_account_opens_nothing(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.admitted(way_in, "c.tremblay")
    await way_in.accounts.remove("c.tremblay")
    assert (await browser.get("/compte")).status_code == 303


async def test_a_role_that_changes_changes_at_the_next_page(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay", role="admin")
    await browser.admitted(way_in, "c.tremblay")
    assert (await browser.get("/comptes")).status_code == 200
    await way_in.accounts.change("c.tremblay", role="reader")
    assert (await browser.get("/comptes")).status_code == 403


LOCAL = ["/", "/mentions?q=neige&lang=en", "/mention/abc#haut", "/été", "/a?next=//x"]
ELSEWHERE = [
    "//mal.example",
    "///mal.example",
    "/\\mal.example",
    "\\\\mal.example",
    "/\t/mal.example",
    "/\n/mal.example",
    "https://mal.example",
    "https:mal.example",
    "javascript:alert(1)",
    "mal.example",
    " //mal.example",
    "/x\r\nSet-Cookie: a=b",
    "/x\x00",
    "/ /mal.example",
    "/a\\..\\b",
    "",
    "/" + "a" * 3000,
    None,
    7,
]


@pytest.mark.parametrize("asked", ELSEWHERE)
async def test_a_log_in_never_sends_anyone_elsewhere(
    browser: Browser, way_in: Entrance, clock: HeldClock, asked: object
) -> None:
    assert local_path(asked) == "/"
    if isinstance(asked, str):
        await an_account(way_in, clock, "c.tremblay")
        answer = await browser.come_in("c.tremblay", onward=asked)
        assert answer.headers["location"] == "/"
        back = await browser.get("/connexion", params={"next": asked})
        assert back.headers["location"] == "/"


@pytest.mark.parametrize("asked", LOCAL)
def test_a_path_of_this_site_is_gone_on_to(asked: str) -> None:
    assert local_path(asked) == asked


async def test_a_form_that_is_not_ours_lets_nobody_in(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    fields = {"name": "c.tremblay", "password": PASSWORD}
    token = await browser.token()
    for more, headers in (
        ({}, {}),
        ({FIELD: ""}, {}),
        ({FIELD: "0" * 64}, {}),
        ({FIELD: token}, {"origin": "https://mal.example"}),
        ({FIELD: token}, {"origin": "null"}),
        ({FIELD: token}, {"sec-fetch-site": "cross-site"}),
        ({FIELD: token}, {"sec-fetch-site": "same-site"}),
    ):
        answer = await browser.client.post("/connexion", data={**fields, **more}, headers=headers)
        assert answer.status_code == 403
        assert browser.session is None
    good = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    answer = await browser.client.post("/connexion", data={**fields, FIELD: token}, headers=good)
    assert answer.status_code == 303


async def test_the_log_of_acts_tells_who_came_in_and_never_what_was_typed(
    browser: Browser, store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.come_in("c.tremblay", password="mon mot de passe tapé ailleurs")
    await browser.come_in("mon mot de passe")
    assert await acts(store) == []
    await browser.come_in("c.tremblay")
    (noted,) = await acts(store)
    assert (noted.act.by, noted.act.what, noted.about) == ("c.tremblay", "logged_in", "c.tremblay")


async def test_without_any_account_the_page_says_how_to_make_the_first(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    page = await browser.get("/connexion")
    assert "vigie account add NOM --role admin" in page.text
    await an_account(way_in, clock, "c.tremblay")
    assert "vigie account add" not in (await browser.get("/connexion")).text


async def test_a_body_without_end_is_not_read(browser: Browser) -> None:
    answer = await browser.client.post(
        "/connexion",
        content=b"name=" + b"a" * 6_000_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (400, 413)


async def test_the_demonstration_has_no_log_in(client: httpx.AsyncClient) -> None:
    for path in ("/connexion", "/compte", "/comptes", "/bienvenue/x", "/connexion/organisation"):
        assert (await client.get(path)).status_code == 404
