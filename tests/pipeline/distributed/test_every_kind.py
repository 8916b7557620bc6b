"""Each kind of source listened to in both modes, from settings as a user writes them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from pipeline import listening, rechecking
from pipeline.assembly import assemble
from pipeline.distributed.collector import CollectPlan
from pipeline.distributed.connection import Kafka
from pipeline.distributed.running import collect
from pipeline.distributed.topics import RAW
from pipeline.inbound_receivers import receivers_of
from pipeline.inbound_serving import open_door
from pipeline.installation import Installation
from pipeline.runner import Runner
from pipeline.settings import read as read_settings
from tests.pipeline.distributed.leased_sqlite import open_store
from tests.pipeline.distributed.shops import TOWN
from tests.pipeline.distributed.working import until
from tests.pipeline.every_kind import KINDS, Ground, Place
from tests.pipeline.inbound_door import free_port
from tests.pipeline.installations import make_installation
from vigie.clock import HeldClock
from vigie.contracts import Store
from vigie.mention import mention_id
from vigie.query import And, Field, Phrase, Query
from vigie.record import Record

TEXT = "Trois-Rivières : un nid-de-poule sur la rue des Forges."
NAMED = Phrase(words=("rue", "des", "Forges"))
PATIENCE = 60.0
#: The longest wait of any source before what it holds is asked about again.
LATER = timedelta(days=20)
NETWORK = '[network]\nallowed_hosts = ["127.0.0.1", "localhost"]\nspacing = 0\n'


@pytest.fixture(autouse=True)
def clock_is_looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A held clock moves at once by weeks, and whoever waits for it looks only now and then."""
    for module in (listening, rechecking):
        monkeypatch.setattr(module, "_GLANCE", 0.05)


@pytest.fixture
async def ground(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Ground]:
    home = tmp_path / "chez-nous"
    home.mkdir()
    async with AsyncExitStack() as stack:
        yield Ground(home, clock, stack)


def name_of(kind: str) -> str:
    return f"Source {kind}"


def block(kind: str, place: Place) -> str:
    """Return a source's block of settings, as TOML."""
    given = {**place.settings, "name": name_of(kind), "kind": kind}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
    return "\n".join(["[[source]]", *lines, ""])


@asynccontextmanager
async def installed(ground: Ground, places: dict[str, Place]) -> AsyncIterator[Installation]:
    blocks = [block(kind, place) for kind, place in places.items()]
    make_installation(ground.home, NETWORK, f"[inbound]\nport = {free_port()}\n", *blocks)
    async with assemble(ground.home, read_settings(ground.home), ground.clock) as installation:
        yield installation


async def heard(store: Store, kind: str) -> list[Record]:
    """Search as a person does: the words, in one source."""
    query = Query(where=And(clauses=(NAMED, Field("source", (name_of(kind),)))))
    return [hit.record for hit in (await store.search(query)).hits]


async def _any(store: Store, kind: str) -> bool:
    return bool(await heard(store, kind))


async def _none(store: Store, kind: str) -> bool:
    return not await heard(store, kind)


async def _all_saved(store: Store, kinds: Iterable[str]) -> bool:
    return all([await store.cursor(name_of(kind)) is not None for kind in kinds])


@asynccontextmanager
async def running(it: Installation) -> AsyncIterator[None]:
    """Run the embedded mode meanwhile; told to stop, it ends in under two seconds."""
    stop, runner = asyncio.Event(), Runner(it)

    async def run() -> None:
        receivers = receivers_of(it.sources)
        async with open_door(receivers, it.settings.inbound, runner.absorb, stop):
            await runner.run(stop)

    task = asyncio.create_task(run())
    try:
        yield
        began = time.monotonic()
    finally:
        stop.set()
        await task
    assert time.monotonic() - began < 2


@asynccontextmanager
async def collecting(assembled: Installation, kafka: Kafka) -> AsyncIterator[Installation]:
    """Run a collector meanwhile, on a store that several processes may share."""
    store = await open_store(assembled.home)
    it = replace(assembled, store=store)
    stop, plan = asyncio.Event(), CollectPlan(lease_seconds=1.5, least_free_mb=0)
    task = asyncio.create_task(collect(it, kafka, plan, stop, it.settings.inbound))
    try:
        yield it
        began = time.monotonic()
    finally:
        stop.set()
        ended = await task
        await store.close()
    assert time.monotonic() - began < 2
    assert ended.code == 0


async def on_the_brokers(kafka: Kafka, wanted: set[str]) -> dict[str, Any]:
    """Return the records of the raw topic by key, once all that is wanted has come, or too late."""
    told: dict[str, Any] = {}
    consumer = AIOKafkaConsumer(
        RAW.full_name(kafka), bootstrap_servers=list(kafka.servers), auto_offset_reset="earliest"
    )
    await consumer.start()
    end = time.monotonic() + PATIENCE
    try:
        while not wanted <= told.keys() and time.monotonic() < end:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                told |= {(record.key or b"").decode(): record for record in records}
    finally:
        await consumer.stop()
    return told


async def call(it: Installation, places: Iterable[Place]) -> None:
    """Have sources make the calls that they have to make, once the door is open."""
    inboxes = {source.connector.name: inbox for inbox, source in receivers_of(it.sources).items()}
    address = f"http://127.0.0.1:{it.settings.inbound.port}/inbound"
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        for place in places:
            while place.calls:
                made = place.calls.pop(0)
                inbox = inboxes[place.settings["name"]]
                await _post(client, f"{address}/{inbox}", made.headers, made.body)


async def _post(client: httpx.AsyncClient, url: str, headers: Any, body: bytes) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(httpx.ConnectError):
            answer = await client.post(url, headers=dict(headers), content=body)
            assert answer.status_code < 300, answer.text
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the door never opened")


def test_every_kind_that_is_installed_is_here() -> None:
    points = entry_points(group="vigie.connectors")
    assert sorted(KINDS) == sorted(p.name for p in points if p.dist and p.dist.name == "vigie")


@pytest.mark.parametrize("kind", KINDS)
async def test_embedded_a_post_is_found_then_gone_where_that_is_told_and_the_process_ends(
    kind: str, ground: Ground
) -> None:
    place = await KINDS[kind](ground)
    place.settings["name"] = name_of(kind)
    native_id = place.speak(TEXT)
    async with installed(ground, {kind: place}) as it, running(it):
        await call(it, [place])
        await until(lambda: _any(it.store, kind), PATIENCE, 0.05)
        (record,) = await heard(it.store, kind)
        assert record.mention.town == TOWN
        assert record.mention.post.source.kind == (place.shown or kind)
        assert native_id in (None, record.mention.post.native_id)
        if place.retract is not None:
            place.retract(record.mention.post.native_id)
            ground.clock.move(LATER)
            await call(it, [place])
            await until(lambda: _none(it.store, kind), PATIENCE, 0.05)
            assert await it.store.get(record.mention.id) is None


@pytest.mark.timeout(300)
async def test_distributed_every_kind_is_on_the_brokers_under_its_key_with_its_cursor_saved(
    kafka: Kafka, ground: Ground
) -> None:
    """All the sources in one collector: one start for them all."""
    places: dict[str, Place] = {}
    keys: dict[str, str] = {}
    for kind, make in KINDS.items():
        places[kind] = await make(ground)
        places[kind].settings["name"] = name_of(kind)
        keys[kind] = mention_id(TOWN, name_of(kind), places[kind].speak(TEXT) or "")
    async with installed(ground, places) as assembled, collecting(assembled, kafka) as it:
        await call(it, places.values())
        told = await on_the_brokers(kafka, set(keys.values()))
        assert {kind for kind, key in keys.items() if key not in told} == set()
        for key in keys.values():
            headers = dict(told[key].headers)
            assert headers["ce_type"] == b"ca.vigie.mention.heard.v1"
            assert TEXT.encode() in (told[key].value or b"")
        # What is called has nothing to go on from.
        polled = [kind for kind in KINDS if kind != "inbound"]
        await until(lambda: _all_saved(it.store, polled), PATIENCE, 0.05)
