"""`kill -9` of the deliverer under load: every alert arrives, under one id; none is lost."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from pipeline.first_settings import quoted
from sinks.sqlite import SqliteStore
from tests.pipeline.delivering_process import deliver
from tests.pipeline.installations import make_installation
from tests.pipeline.outboxes import an_alert
from tests.servers import Exchange, LocalServer
from tests.sinks.test_webhook import NEW
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import SystemClock

LONG = os.environ.get("VIGIE_CHAOS") == "long"
KILLS = 20
ALERTS = 2_000 if LONG else 250
TARGETS = ("un", "deux", "mort")


class Receiver:
    """Counts what arrives by target and id; answers slowly, fails now and then."""

    def __init__(self) -> None:
        self.got: Counter[tuple[str, str]] = Counter()
        self.bodies: dict[str, set[bytes]] = {}
        self.lock = threading.Lock()
        self.chance = random.Random(311)

    def __call__(self, exchange: Exchange) -> None:
        time.sleep(0.005)
        if len(exchange.body) != int(exchange.headers["content-length"]):
            return  # killed in the middle of its sentence: nobody takes half a request
        if self.chance.random() < 0.002:
            exchange.reply(b"", 503)
            return
        id_ = exchange.headers["webhook-id"]
        with self.lock:
            self.got[exchange.path, id_] += 1
            self.bodies.setdefault(id_, set()).add(exchange.body)
        exchange.reply(b"")

    def wait_for(self, distinct: int) -> None:
        until = time.monotonic() + 30
        while self.distinct() < distinct and time.monotonic() < until:
            time.sleep(0.002)

    def distinct(self) -> int:
        with self.lock:
            return len(self.got)


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    (tmp_path / "secret").write_text(NEW)
    host = quoted(server.url.removeprefix("http://"))
    blocks = [f"[web]\nport = 0\n[network]\nallowed_hosts = [{host}]\nspacing = 0\n"]
    for name in TARGETS:
        url, file = quoted(f"{server.url}/{name}"), quoted(str(tmp_path / "secret"))
        blocks.append(f'[[target]]\nname = "{name}"\nurl = {url}\nsecret_file = {file}\n')
    return make_installation(tmp_path / "ville", *blocks)


async def fill(home: Path) -> None:
    now = datetime.now(UTC)
    store = await SqliteStore.open(home / "vigie.db", SystemClock())
    deliveries = tuple(
        Delivery(alert=an_alert(str(n)), target=name, due_at=now - timedelta(seconds=1))
        for n in range(ALERTS)
        for name in TARGETS
    )
    await store.write(Batch(deliveries=deliveries))
    await store.close()


async def states(home: Path) -> Counter[tuple[str, str]]:
    store = await SqliteStore.open(home / "vigie.db", SystemClock())
    found = await store.deliveries(100_000)
    await store.close()
    return Counter((each.target, each.state) for each in found)


def start(home: Path) -> BaseProcess:
    """Start a deliverer; a server that has read its modules already forks it."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["tests.pipeline.delivering_process"])
    worker = forking.Process(target=deliver, args=(str(home),))
    worker.start()
    return worker


def kill(worker: BaseProcess) -> None:
    worker.kill()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL, "it was still at work"
    worker.close()


@pytest.mark.timeout(900 if LONG else 240)
def test_a_deliverer_killed_twenty_times_loses_no_alert(home: Path, server: LocalServer) -> None:
    receiver = Receiver()
    server.routes.update({"/un": receiver, "/deux": receiver})
    server.serve("/mort", "", 500)
    asyncio.run(fill(home))
    chance, live = random.Random(7), 2 * ALERTS
    for _ in range(KILLS):
        worker, before = start(home), receiver.distinct()
        try:
            receiver.wait_for(before + chance.randint(1, live // KILLS // 2))
        finally:
            kill(worker)
        assert before < receiver.distinct() < live, "a kill comes in mid-course"
    worker, until = start(home), time.monotonic() + 90
    try:
        while (receiver.distinct() < live or _waiting(home)) and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        kill(worker)
    expected = {(f"/{name}", f"alert_{n}") for n in range(ALERTS) for name in ("un", "deux")}
    assert set(receiver.got) == expected
    assert all(len(bodies) == 1 for bodies in receiver.bodies.values()), "one id, one body"
    kept = asyncio.run(states(home))
    assert (kept["un", "sent"], kept["deux", "sent"], kept["mort", "pending"]) == (ALERTS,) * 3
    twice = sum(receiver.got.values()) - live
    print(f"{live} alerts, {KILLS} kills, {twice} arrived twice")
    # At most one per live target is between its answer and its settling at each kill.
    assert twice <= 2 * KILLS


def _waiting(home: Path) -> bool:
    kept = asyncio.run(states(home))
    return bool(kept["un", "pending"] or kept["deux", "pending"])
