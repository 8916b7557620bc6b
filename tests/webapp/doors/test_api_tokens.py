"""A token opens the API as far as its scope and its towns go, and no further."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.api_calls import ELSEWHERE, a_caller, heard, problem_of
from tests.webapp.records import record
from vigie.account import ApiToken
from webapp.doors.entrance import Entrance


async def caller(app: Any, way_in: Entrance, scopes: tuple[str, ...], *towns: str) -> Any:
    secret = await way_in.tokens.make(
        ApiToken(name="-".join(("t", *scopes)), scopes=scopes, towns=towns)
    )
    return a_caller(app, Authorization=f"Bearer {secret}")


async def test_without_a_token_one_is_told_so(app: Any) -> None:
    async with a_caller(app) as unknown:
        for path in ("/me", "/mentions", "/events", "/nulle-part"):
            answer = await unknown.get(path)
            if path == "/nulle-part":
                problem_of(answer, 404)
                continue
            told = problem_of(answer, 401)
            assert told["title"] == "Il faut un jeton"
            assert answer.headers["www-authenticate"].startswith("Bearer")
        described = await unknown.get("/openapi.json")
        assert described.status_code == 200
        assert TOWN.name not in described.text


@pytest.mark.parametrize(("scopes", "status"), [(("read",), 403), (("read", "write"), 200)])
async def test_the_scope_of_a_token_says_whether_it_writes(
    store: SqliteStore, app: Any, way_in: Entrance, scopes: tuple[str, ...], status: int
) -> None:
    (mention,) = await heard(store, record("Un texte."))
    api: httpx.AsyncClient
    async with await caller(app, way_in, scopes) as api:
        assert (await api.get(f"/mentions/{mention}")).status_code == 200
        headers = {"If-Match": '"0"', "Idempotency-Key": "k1"}
        written = await api.post(f"/mentions/{mention}/take", headers=headers)
        assert written.status_code == status, written.text
        review = (await api.get(f"/mentions/{mention}/review")).json()
        assert review["version"] == (1 if status == 200 else 0)
        problem_of(await api.get("/acts"), 403)


async def test_a_token_bound_to_a_town_finds_no_other(
    store: SqliteStore, app: Any, way_in: Entrance
) -> None:
    (mention,) = await heard(store, record("Un texte."))
    async with await caller(app, way_in, ("read", "write"), ELSEWHERE.slug) as api:
        problem_of(await api.get(f"/mentions/{mention}"), 404)
        headers = {"If-Match": '"0"', "Idempotency-Key": "k1"}
        problem_of(await api.post(f"/mentions/{mention}/take", headers=headers), 404)
        assert (await api.get("/mentions")).json()["total"] == 0


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 403), ("lead", 200)])
async def test_only_the_scope_of_the_lead_declares_a_crisis(
    app: Any, way_in: Entrance, scope: str, status: int
) -> None:
    async with await caller(app, way_in, (scope,), TOWN.slug) as api:
        told = {"name": "Bris d’aqueduc", "words": ["aqueduc"]}
        assert (await api.post("/crises", json=told)).status_code == status
        assert (await api.get("/acts")).status_code == status
        crises = (await api.get("/crises")).json()["crises"]
        assert [each["declared_by"] for each in crises] == ["token:t-lead"] * (status == 200)
