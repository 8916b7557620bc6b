"""What the API's writes promise whichever store keeps the mentions, as a suite to inherit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.webapp.api_calls import a_caller, an_app, heard, problem_of
from tests.webapp.records import record
from vigie.clock import HeldClock
from webapp.api.bookmarks import written

_NEW = {"If-Match": '"0"'}


class ApiContract:
    """Writes over a store."""

    @pytest.fixture
    async def api(self, store: Any, clock: HeldClock) -> AsyncIterator[httpx.AsyncClient]:
        async with a_caller(an_app(store, clock)) as caller:
            yield caller

    @pytest.fixture
    async def mention(self, store: Any) -> str:
        (known,) = await heard(store, record("Un texte."))
        return known

    async def test_a_correction_is_in_force_at_once(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        read = await api.get(f"/mentions/{mention}")
        done = await api.patch(
            f"/mentions/{mention}/corrections",
            json={"labels": {"topic": "snow"}},
            headers={"If-Match": read.headers["etag"]},
        )
        assert done.status_code == 200, done.text
        assert done.json()["labels"]["topic"] == {
            "value": "snow",
            "confidence": 1.0,
            "corrected": True,
        }
        assert done.headers["etag"] == '"1-1-1"'
        assert (await api.get("/mentions", params={"topic": "snow"})).json()["total"] == 1
        (act,) = (await api.get(f"/mentions/{mention}/acts")).json()["acts"]
        assert (act["by"], act["what"], act["detail"]["after"]) == ("anne", "corrected", "snow")

    async def test_of_many_who_write_at_once_one_does_and_the_others_are_told(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        calls = [
            api.post(f"/mentions/{mention}/notes", json={"text": f"Note {n}"}, headers=_NEW)
            for n in range(8)
        ]
        answers = await asyncio.gather(*calls)
        assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 7}
        for answer in answers:
            if answer.status_code == 412:
                problem_of(answer, 412)
                assert answer.headers["etag"] == '"1"'
        assert len((await api.get(f"/mentions/{mention}/review")).json()["notes"]) == 1

    async def test_a_write_says_which_version_it_changes(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        problem_of(await api.post(f"/mentions/{mention}/take"), 428)
        for wrong in ("*", "0", '"abc"', '"1", "2"', 'W/"0"', '"' + "9" * 30 + '"'):
            answer = await api.post(f"/mentions/{mention}/take", headers={"If-Match": wrong})
            assert problem_of(answer, 400)["errors"][0]["field"] == "If-Match"
        stale = await api.post(f"/mentions/{mention}/take", headers={"If-Match": '"7"'})
        problem_of(stale, 412)
        assert (await api.get(f"/mentions/{mention}/review")).json()["version"] == 0

    async def test_a_key_used_twice_is_done_once_and_answered_twice(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        path, headers = f"/mentions/{mention}/notes", {**_NEW, "Idempotency-Key": "k1"}
        first = await api.post(path, json={"text": "Une note"}, headers=headers)
        again = await api.post(path, json={"text": "Une note"}, headers=headers)
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.content == first.content
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in first.headers
        review = (await api.get(f"/mentions/{mention}/review")).json()
        assert (review["version"], len(review["notes"])) == (1, 1)

    async def test_a_key_does_not_serve_another_request(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        path, headers = f"/mentions/{mention}/notes", {**_NEW, "Idempotency-Key": "k1"}
        await api.post(path, json={"text": "Une note"}, headers=headers)
        other = await api.post(path, json={"text": "Une autre"}, headers=headers)
        assert problem_of(other, 422)["errors"][0]["field"] == "Idempotency-Key"
        elsewhere = await api.post(f"/mentions/{mention}/take", headers=headers)
        problem_of(elsewhere, 422)

    async def test_of_one_key_at_work_twice_one_waits(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        path, headers = f"/mentions/{mention}/notes", {**_NEW, "Idempotency-Key": "k1"}
        calls = [api.post(path, json={"text": "Une note"}, headers=headers) for _ in range(6)]
        answers = await asyncio.gather(*calls)
        for answer in answers:
            if answer.status_code != 200:
                problem_of(answer, 409)
                assert answer.headers["retry-after"]
        assert any(answer.status_code == 200 for answer in answers)
        review = (await api.get(f"/mentions/{mention}/review")).json()
        assert (review["version"], len(review["notes"])) == (1, 1)

    async def test_a_refused_write_frees_its_key(
        self, api: httpx.AsyncClient, mention: str
    ) -> None:
        path, key = f"/mentions/{mention}/assign", {"Idempotency-Key": "k1"}
        refused = await api.post(path, json={"to": "a@b"}, headers={**_NEW, **key})
        assert problem_of(refused, 400)["errors"][0]["field"] == "name"
        done = await api.post(path, json={"to": "benoit"}, headers={**_NEW, **key})
        assert done.json()["assignee"] == "benoit"

    async def test_a_key_is_forgotten_after_a_day(
        self, api: httpx.AsyncClient, mention: str, clock: HeldClock
    ) -> None:
        headers = {**_NEW, "Idempotency-Key": "k1"}
        await api.post(f"/mentions/{mention}/take", headers=headers)
        clock.move(timedelta(hours=24))
        other = {"If-Match": '"1"', "Idempotency-Key": "k1"}
        closed = await api.post(f"/mentions/{mention}/close", headers=other)
        assert closed.json()["status"] == "closed"

    @pytest.mark.parametrize("quoting", [False, True])
    async def test_a_reply_that_arrives_later_is_on_the_mention_s_page_at_once(
        self, api: httpx.AsyncClient, store: Any, quoting: bool
    ) -> None:
        first = record("La rue est barrée?", post={"native_id": "question"})
        await heard(store, first)
        page = f"http://localhost/mention/{first.mention.id}"
        assert "Oui, jusqu’à midi." not in (await api.get(page)).text
        quoted = {"reply_to_text": "La rue est barrée?"} if quoting else {}
        answering = {"in_reply_to": "question", "native_id": "réponse", **quoted}
        reply = record("Oui, jusqu’à midi.", post=answering)
        await heard(store, reply)
        shown = (await api.get(page)).text
        assert f'href="/mention/{reply.mention.id}' in shown
        assert "Oui, jusqu’à midi." in shown
        assert "La rue est barrée?" in (await api.get(f"/mentions/{first.mention.id}")).text
        # And the reply leads back to what it answers.
        back = (await api.get(f"http://localhost/mention/{reply.mention.id}")).text
        assert f'href="/mention/{first.mention.id}' in back

    async def test_kept_decisions_are_read_by_pages_that_neither_repeat_nor_skip(
        self, api: httpx.AsyncClient
    ) -> None:
        days = ("2026-11-02", "2026-10-05", "2026-11-02", "2026-09-14", "2026-11-16")
        for number, day in enumerate(days):
            await self._decided(api, str(number), day)
        whole = (await api.get("/decisions")).json()
        assert (whole["total"], whole["next"], whole["links"]) == (5, None, {})
        expected = [each["key"] for each in whole["decisions"]]
        assert [each["decision"]["on"] for each in whole["decisions"]] == sorted(days)[::-1]
        first = await api.get("/decisions?limit=2")
        told = first.json()
        read, way = told["decisions"], told["links"]["next"]
        assert first.headers["link"] == f'<{way}>; rel="next"'
        assert f"after={told['next']}" in way
        # What is kept or dropped meanwhile moves nothing that was there and is still to come.
        await self._decided(api, "nouvelle", "2026-11-20")
        await api.delete(f"/decisions/{read[0]['key']}")
        while way:
            told = (await api.get(f"http://localhost{way}")).json()
            read += told["decisions"]
            way = told["links"].get("next")
        assert [each["key"] for each in read] == expected
        assert told["next"] is None

    async def test_a_page_that_no_list_of_decisions_gave_is_refused(
        self, api: httpx.AsyncClient
    ) -> None:
        for strange in ("", "zzz", "é", written("Direction"), written("2026-11-02")):
            answer = await api.get("/decisions", params={"after": strange})
            assert problem_of(answer, 400)["errors"][0]["field"] == "after"

    @staticmethod
    async def _decided(api: httpx.AsyncClient, name: str, on: str) -> None:
        kept = await api.post("/decisions", json={"name": name, "on": on})
        assert kept.status_code == 200, kept.text
