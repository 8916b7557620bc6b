"""The stream tells what arrives, in order, to those who may see it; it can be taken up again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn

from pipeline.quiet_server import QuietServer
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.api_calls import BEARER, OFFICER, an_app, heard, problem_of
from tests.webapp.records import record
from tests.webapp.test_api_reading import an_alert, elsewhere
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from webapp.api import events
from webapp.api.events import STREAMS


class Event(NamedTuple):
    kind: str
    id: str
    data: Any


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks and heartbeats come a hundred times as fast as for a real reader."""
    monkeypatch.setattr(events, "_LOOKS_EVERY", 0.01)
    monkeypatch.setattr(events, "_BEATS_EVERY", 0.15)


@asynccontextmanager
async def served(store: Any, clock: HeldClock, actor: Actor = OFFICER) -> AsyncIterator[Any]:
    """A real server in this very loop; told to stop at the end as `pipeline.serving` does."""
    app = an_app(store, clock, actor)
    server = QuietServer(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag alone
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}/api/v1", headers=BEARER
        ) as caller:
            yield caller
            app.state.closing.set()
            server.should_exit = True
            await asyncio.wait_for(serving, 5)
    finally:
        server.force_exit = server.should_exit = True
        with suppress(TimeoutError):
            await asyncio.wait_for(serving, 5)


@asynccontextmanager
async def following(caller: httpx.AsyncClient, last: str = "", **asked: str) -> AsyncIterator[Any]:
    """Open the stream; yields a function that reads the next event of any kind but places."""
    headers = {"Last-Event-ID": last} if last else {}
    async with caller.stream("GET", "/events", params=asked, headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()

        async def next_one(*, beats: bool = False, places: bool = False) -> Event:
            fields: dict[str, str] = {}
            async for line in lines:
                if beats and line.startswith(":"):
                    return Event("beat", "", None)
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "data" in fields or (places and "id" in fields):
                    data = json.loads(fields.get("data", "null"))
                    return Event(fields.get("event", ""), fields["id"], data)
                else:
                    fields = {}
            raise EOFError

        yield lambda **wanted: asyncio.wait_for(next_one(**wanted), 10)


async def test_what_arrives_is_told_with_its_labels_and_no_text(
    store: SqliteStore, clock: HeldClock
) -> None:
    await heard(store, record("Déjà là."))
    async with served(store, clock) as caller, following(caller) as next_one:
        await next_one(places=True)
        (mention,) = await heard(store, record("Un texte que personne ne demande."))
        told = await next_one()
        assert (told.kind, told.data["id"]) == ("mention", mention)
        assert told.data["labels"]["sentiment"]["value"] == "neutral"
        assert "text" not in told.data
        assert "Un texte" not in json.dumps(told.data)
        answer = await caller.post(f"/mentions/{mention}/take", headers={"If-Match": '"0"'})
        assert answer.status_code == 200
        done = await next_one()
        assert (done.kind, done.data["about"], done.data["what"], done.data["by"]) == (
            "review",
            mention,
            "taken",
            "anne",
        )
        raised = MONDAY + timedelta(seconds=1)
        await store.write(Batch(deliveries=(an_alert(raised_at=raised),)))
        alert = await next_one()
        assert (alert.kind, alert.data["id"], alert.data["severity"]) == (
            "alert",
            "alert_1",
            "urgent",
        )


async def test_the_text_is_told_to_who_asks_for_it(store: SqliteStore, clock: HeldClock) -> None:
    async with (
        served(store, clock) as caller,
        following(caller, include="text", kind="mention") as next_one,
    ):
        await next_one(places=True)
        await heard(store, record("Un texte demandé."))
        assert (await next_one()).data["text"] == "Un texte demandé."


async def test_a_stream_taken_up_again_neither_repeats_nor_skips(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with served(store, clock) as caller:
        async with following(caller) as next_one:
            await next_one(places=True)
            before = await heard(store, *(record(f"Texte {n}.") for n in range(5)))
            told = [await next_one() for _ in range(3)]
        during = await heard(store, *(record(f"Pendant {n}.") for n in range(3)))
        async with following(caller, told[-1].id) as next_one:
            rest = [await next_one() for _ in range(5)]
            after = await heard(store, record("Après."))
            rest.append(await next_one())
        assert [each.data["id"] for each in (*told, *rest)] == [*before, *during, *after]


async def test_a_stream_that_has_told_nothing_can_be_taken_up_too(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with served(store, clock) as caller:
        async with following(caller) as next_one:
            place = await next_one(places=True)
        (mention,) = await heard(store, record("Pendant l’absence."))
        async with following(caller, place.id) as next_one:
            assert (await next_one()).data["id"] == mention
        refused = await caller.get("/events", headers={"Last-Event-ID": "zzz"})
        assert problem_of(refused, 400)["errors"][0]["field"] == "Last-Event-ID"


async def test_each_follows_their_own_towns(store: SqliteStore, clock: HeldClock) -> None:
    bound = Actor(name="anne", role="officer", towns=(TOWN.slug,))
    async with served(store, clock, bound) as caller, following(caller) as next_one:
        await next_one(places=True)
        theirs, apart, mine = await heard(
            store,
            elsewhere(),
            elsewhere("La forêt.", f"{TOWN.slug}.nature"),
            record("Ici."),
        )
        raised = MONDAY + timedelta(seconds=1)
        others = (
            an_alert("ailleurs", raised_at=raised, id="alert_ailleurs"),
            an_alert("", raised_at=raised, id="alert_source"),
            an_alert(raised_at=raised + timedelta(seconds=1)),
        )
        await store.write(Batch(deliveries=others))
        told = [await next_one(), await next_one()]
        assert [each.data["id"] for each in told] == [mine, "alert_1"]
        assert not {theirs, apart} & {each.data["id"] for each in told}


async def test_a_quiet_stream_beats_and_a_server_that_stops_ends_it(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with served(store, clock) as caller, following(caller) as next_one:
        assert (await next_one(beats=True)).kind == "beat"


async def test_a_caller_has_so_many_streams_and_no_more(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with served(store, clock) as caller:
        streams = [following(caller) for _ in range(STREAMS)]
        for stream in streams:
            await stream.__aenter__()
        refused = await caller.get("/events")
        problem_of(refused, 429)
        for stream in streams:
            await stream.__aexit__(None, None, None)
        for _ in range(200):
            async with caller.stream("GET", "/events") as answer:
                if answer.status_code == 200:
                    return
            await asyncio.sleep(0.01)
        pytest.fail("the streams that were closed are still counted")
