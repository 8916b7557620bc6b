"""Tokens of the API, at the door itself: what is behind it is not their matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.requests import Request

from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import an_account
from vigie.account import ApiToken
from vigie.actor import Actor
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from webapp.api.problem import Problem
from webapp.doors.account_door import COOKIE, AccountDoor
from webapp.doors.entrance import Entrance


def asking(path: str, method: str = "GET", **headers: str) -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("192.0.2.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("scopes", "role"),
    [
        (("read",), "reader"),
        (("write",), "officer"),
        (("read", "write"), "officer"),
        (("lead",), "lead"),
        (("lead", "read"), "lead"),
    ],
)
async def test_a_token_acts_by_its_scopes_in_its_towns(
    way_in: Entrance, scopes: tuple[str, ...], role: str
) -> None:
    door = AccountDoor(way_in)
    secret = await way_in.tokens.make(ApiToken(name="essai", scopes=scopes, towns=("a",)))
    actor = await door.actor(asking("/api/v1/mentions", authorization=f"Bearer {secret}"))
    assert actor == Actor(name="token:essai", role=role, towns=("a",))
    assert await door.actor(asking("/api/v1/mentions", authorization=f"bearer  {secret} "))


async def test_a_token_opens_no_page(way_in: Entrance) -> None:
    secret = await way_in.tokens.make(ApiToken(name="essai", scopes=("write",)))
    for path in ("/mentions", "/comptes", "/api", "/apix/", "/static/../api/"):
        door = AccountDoor(way_in)
        assert await door.actor(asking(path, authorization=f"Bearer {secret}")) is None


async def test_what_is_no_token_opens_nothing(way_in: Entrance, store: SqliteStore) -> None:
    await way_in.tokens.make(ApiToken(name="essai", scopes=("read",)))
    (paper,) = await store.papers("api_token")
    door = AccountDoor(way_in)
    made_up = ["", "vigie_", paper.key, f"vigie_{paper.key}", "vigie_é", "vigie_" * 2000]
    for said in ("", "Bearer", "Basic eDp5", *(f"Bearer {each}" for each in made_up)):
        assert await door.actor(asking("/api/v1/mentions", authorization=said)) is None


async def test_only_the_hash_of_a_token_is_kept(way_in: Entrance, store: SqliteStore) -> None:
    secret = await way_in.tokens.make(ApiToken(name="essai", scopes=("read",)))
    (paper,) = await store.papers("api_token")
    assert secret.removeprefix("vigie_") not in f"{paper!r}"
    assert [each.token.name for each in await way_in.tokens.all_of_them()] == ["essai"]


async def test_a_token_that_is_revoked_or_has_ended_opens_nothing(
    way_in: Entrance, clock: HeldClock
) -> None:
    ends = clock.now() + timedelta(days=1)
    one = await way_in.tokens.make(ApiToken(name="un", scopes=("read",)), ends)
    two = await way_in.tokens.make(ApiToken(name="deux", scopes=("read",)))
    assert await way_in.tokens.actor(one)
    assert await way_in.tokens.revoke("deux")
    assert not await way_in.tokens.revoke("deux")
    assert await way_in.tokens.actor(two) is None
    clock.move(timedelta(days=1))
    assert await way_in.tokens.actor(one) is None


@pytest.mark.parametrize(
    "token",
    [
        ApiToken(name="", scopes=("read",)),
        ApiToken(name="a b", scopes=("read",)),
        ApiToken(name="bon", scopes=()),
        ApiToken(name="bon", scopes=("admin",)),
        ApiToken(name="pris", scopes=("read",)),
    ],
)
async def test_what_cannot_be_a_token_is_refused(way_in: Entrance, token: ApiToken) -> None:
    await way_in.tokens.make(ApiToken(name="pris", scopes=("read",)))
    with pytest.raises(InvalidInput):
        await way_in.tokens.make(token)


async def test_the_api_says_who_it_waits_for_in_its_own_terms(way_in: Entrance) -> None:
    with pytest.raises(Problem) as refused:
        await AccountDoor(way_in).turn_away(asking("/api/v1/mentions", method="POST"))
    assert refused.value.status_code == 401
    assert refused.value.headers
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_session_reads_the_api_and_never_writes_there(
    way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "chef", role="admin")
    cookie = f"{COOKIE}={await way_in.sessions.open('chef')}"
    door = AccountDoor(way_in)
    assert await door.actor(asking("/api/v1/mentions", cookie=cookie))
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert await door.actor(asking("/api/v1/mentions", method=method, cookie=cookie)) is None
    # A token that is bad is not made good by a session.
    bad = asking("/api/v1/mentions", cookie=cookie, authorization="Bearer vigie_x")
    assert await door.actor(bad) is None
