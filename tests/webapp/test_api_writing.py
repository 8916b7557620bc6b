"""Whoever writes through the API does what the page does, and cannot do more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.api_calls import a_caller, an_app, heard, problem_of
from tests.webapp.api_contract import ApiContract
from tests.webapp.offices import KEY
from tests.webapp.records import record
from tests.webapp.test_api_reading import elsewhere
from vigie.actor import Actor
from vigie.clock import HeldClock
from webapp.api.budget import A_MINUTE, Budget
from webapp.api.forged_calls import HEADER
from webapp.api.operation import ROOT
from webapp.api.reviews import REVIEWS
from webapp.forgery import COOKIE, Forms

_BODIES: dict[str, Any] = {
    "set_corrections": {"labels": {"topic": "snow"}},
    "corrections_undo": {"labels": {"topic": None}},
    "assign": {"to": "benoit"},
    "hand_over": {"to": "benoit", "word": "À toi."},
    "notes": {"text": "Une note."},
    "snooze": {"until": "2026-12-01T12:00:00Z"},
    "set_reply": {"text": "Bonjour."},
}


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    """A store whose papers end by the same clock as the pages'."""
    async with await SqliteStore.open(tmp_path / "vigie.db", clock) as opened:
        yield opened


class TestApiOnSqlite(ApiContract):
    """The embedded mode."""


async def act(api: httpx.AsyncClient, path: str, method: str = "POST", **more: Any) -> Any:
    mention = path.split("/")[2]
    version = (await api.get(f"/mentions/{mention}")).headers["etag"]
    answer = await api.request(method, path, headers={"If-Match": version}, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everything_a_person_does_to_a_mention(store: SqliteStore, clock: HeldClock) -> None:
    (mention,) = await heard(store, record("Un texte."))
    path = f"/mentions/{mention}"
    async with a_caller(an_app(store, clock)) as api:
        assert (await act(api, f"{path}/take"))["assignee"] == "anne"
        assert (await act(api, f"{path}/assign", json={"to": None}))["assignee"] is None
        over = await act(api, f"{path}/hand-over", json={"to": "benoit", "word": "À toi."})
        assert over["review"]["notes"][0]["text"] == "À toi."
        corrected = await act(
            api, f"{path}/corrections", "PATCH", json={"labels": {"topic": "water"}}
        )
        assert corrected["review"]["corrections"] == {"topic": "water"}
        undone = await act(api, f"{path}/corrections/undo", json={"labels": {"topic": None}})
        assert undone["review"]["corrections"] == {}
        until = "2026-11-24T14:00:00Z"
        asleep = await act(api, f"{path}/snooze", json={"until": until})
        assert asleep["snoozed_until"] == until
        assert (await act(api, f"{path}/wake"))["snoozed_until"] is None
        kept = await act(api, f"{path}/reply", "PUT", json={"text": "Bonjour, merci."})
        assert kept["review"]["reply"] == "Bonjour, merci."
        assert (await act(api, f"{path}/temporary-sent"))["status"] == "waiting"
        sent = await act(api, f"{path}/reply-sent")
        assert (sent["status"], sent["review"]["reply_sent_at"]) == (
            "answered",
            "2026-11-23T14:00:00Z",
        )
        assert (await act(api, f"{path}/reply-sent", "DELETE"))["status"] == "waiting"
        assert (await act(api, f"{path}/temporary-sent", "DELETE"))["status"] == "taken"
        assert (await act(api, f"{path}/close"))["status"] == "closed"
        assert (await act(api, f"{path}/reopen"))["status"] == "taken"
        done = (await api.get(f"{path}/acts")).json()["acts"]
        assert len(done) == 14
        assert {each["by"] for each in done} == {"anne"}


@pytest.mark.parametrize("operation", REVIEWS, ids=lambda operation: operation.id)
async def test_a_reader_cannot_write_and_an_officer_of_another_town_finds_nothing(
    store: SqliteStore, clock: HeldClock, operation: Any
) -> None:
    mine, theirs = await heard(store, record("Ici."), elsewhere())
    body = {"json": _BODIES[operation.id]} if operation.body else {}
    bound = (TOWN.slug,)
    for actor, mention, status in (
        (Actor(name="r", role="reader"), mine, 403),
        (Actor(name="r", role="reader", towns=bound), theirs, 403),
        (Actor(name="o", role="officer", towns=bound), theirs, 404),
        (Actor(name="o", role="officer", towns=bound), "0" * 32, 404),
    ):
        path = operation.path.format(mention=mention)
        async with a_caller(an_app(store, clock, actor)) as api:
            answer = await api.request(operation.method, path, headers={"If-Match": '"0"'}, **body)
            problem_of(answer, status)
    assert {r.review for r in (await store.many([mine, theirs])).values()} == {None}


async def test_a_write_with_a_visits_cookies_bears_the_token_of_our_pages(
    store: SqliteStore, clock: HeldClock
) -> None:
    (mention,) = await heard(store, record("Un texte."))
    transport = httpx.ASGITransport(an_app(store, clock), raise_app_exceptions=False)
    path, match = f"{ROOT}/mentions/{mention}/take", {"If-Match": '"0"'}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        problem_of(await browser.post(path, headers=match), 403)
        await browser.get("/mentions")
        for wrong in ({}, {HEADER: "0" * 64}, {"Authorization": "Basic eA=="}):
            problem_of(await browser.post(path, headers={**match, **wrong}), 403)
        token = Forms(KEY).token(browser.cookies[COOKIE])
        taken = await browser.post(path, headers={**match, HEADER: token})
        assert taken.status_code == 200, taken.text


@pytest.mark.parametrize(
    "sent",
    [
        (b'{"text": "x"', {}, 400, None),
        (b"\xff\xfe", {}, 400, None),
        (b"[]", {}, 400, ""),
        (b"{}", {}, 400, "text"),
        (b'{"text": 3}', {}, 400, "text"),
        (b'{"text": ""}', {}, 400, "text"),
        (b'{"text": " \\n "}', {}, 400, "text"),
        (b'{"text": "x", "by": "zoe"}', {}, 400, "by"),
        (b'{"text": "' + b"x" * 70_000 + b'"}', {}, 413, None),
        (b"text=x", {"Content-Type": "application/x-www-form-urlencoded"}, 415, None),
        (b'{"text": "x"}', {"Idempotency-Key": "k" * 201}, 400, "Idempotency-Key"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_by_its_field(
    store: SqliteStore,
    clock: HeldClock,
    sent: tuple[bytes, dict[str, str], int, str | None],
) -> None:
    body, headers, status, field = sent
    (mention,) = await heard(store, record("Un texte."))
    given = {"Content-Type": "application/json", "If-Match": '"0"', **headers}
    async with a_caller(an_app(store, clock)) as api:
        answer = await api.post(f"/mentions/{mention}/notes", content=body, headers=given)
        told = problem_of(answer, status)
    if field is not None:
        assert [fault["field"] for fault in told["errors"]] == [field]
    assert (await store.many([mention]))[mention].review is None


async def test_an_erased_mention_takes_its_kept_answers_with_it(
    store: SqliteStore, clock: HeldClock
) -> None:
    (mention,) = await heard(store, record("Un texte à oublier."))
    headers = {"If-Match": '"0"', "Idempotency-Key": "k1"}
    async with a_caller(an_app(store, clock)) as api:
        await api.post(f"/mentions/{mention}/take", headers=headers)
        assert await store.papers("idempotency")
        await store.erase([mention], MONDAY)
        assert await store.papers("idempotency") == []
        problem_of(await api.post(f"/mentions/{mention}/take", headers=headers), 404)


async def test_a_caller_who_asks_too_much_waits_and_the_others_do_not(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with a_caller(an_app(store, clock)) as api:
        answers = [await api.get("/me") for _ in range(3)]
        left = [int(each.headers["ratelimit"].split(";")[1][2:]) for each in answers]
        assert left[0] == A_MINUTE - 1
        assert left == sorted(left, reverse=True)
    now = [0.0]
    budget = Budget(calls=2, steady=lambda: now[0])
    assert [budget.spend("a").wait for _ in range(3)] == [0.0, 0.0, 30.0]
    assert budget.spend("b").wait == 0.0
    now[0] = 30.0
    assert [budget.spend("a").wait for _ in range(2)] == [0.0, 30.0]
