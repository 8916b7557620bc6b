"""Any collector may be called: what a source sends is on the brokers before it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from pipeline.distributed import events as wire
from pipeline.distributed.collector import Collector, CollectPlan
from pipeline.distributed.collector_producer import CollectorProducer
from pipeline.distributed.ending import Ending
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.pressure import Pressure
from tests.pipeline.distributed.shops import Shop, shop
from tests.pipeline.inbound_door import Called, door, source


class Brokers:
    """A producer that keeps what it is given, once it may."""

    def __init__(self) -> None:
        self.sent: list[wire.Message] = []
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, messages: Sequence[wire.Message]) -> None:
        await self.open.wait()
        self.sent += messages


class Lag:
    """Brokers that tell how much waits."""

    def __init__(self, waiting: int = 0) -> None:
        self.waiting = waiting

    def lag(self) -> dict[str, int]:
        return {"brut": self.waiting}


def pressure_on(it: Shop, lag: Lag) -> Pressure:
    return Pressure(
        offsets=cast("Any", lag),
        topic="brut",
        lag_limit=10,
        folder=it.home,
        least_free_mb=0,
        metrics=it.metrics,
    )


@asynccontextmanager
async def called_collector(
    it: Shop, called: Called, brokers: Brokers, pressure: Pressure
) -> AsyncIterator[httpx.AsyncClient]:
    """Open the door of a collector that holds no lease: another one has them all."""
    collector = Collector(
        it,
        CollectPlan(),
        producer=cast("CollectorProducer", brokers),
        pressure=pressure,
        store_patience=Patience("store", it.metrics, Pulse()),
        ending=Ending(asyncio.Event()),
    )
    async with door(called, take=collector.take, patience=0.3) as client:
        yield client


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Shop]:
    async with shop(tmp_path, sources=[source(Called())]) as opened:
        yield opened


async def test_a_call_is_on_the_brokers_then_told_without_a_lease(it: Shop) -> None:
    called, brokers = Called(), Brokers()
    pressure = pressure_on(it, Lag())
    await pressure.look()
    async with called_collector(it, called, brokers, pressure) as client:
        assert (await client.post("crochet", content=b"une fuite")).status_code == 202
    assert [dict(m.headers)["ce_type"] for m in brokers.sent] == [b"ca.vigie.mention.heard.v1"]
    assert (await it.store.tallies())["Crochet"] == {"kept": 1}
    status = (await it.store.sources())["Crochet"]
    assert (status.state, status.heard_at) == ("working", status.asked_at)
    assert await it.store.cursor("Crochet") is None


async def test_a_call_that_the_brokers_do_not_take_is_asked_again(it: Shop) -> None:
    called, brokers = Called(), Brokers()
    brokers.open.clear()
    pressure = pressure_on(it, Lag())
    await pressure.look()
    async with called_collector(it, called, brokers, pressure) as client:
        assert (await client.post("crochet", content=b"une fuite")).status_code == 503
    assert brokers.sent == []
    assert await it.store.sources() == {}


async def test_callers_are_put_off_while_the_workers_do_not_follow(it: Shop) -> None:
    called, brokers, lag = Called(), Brokers(), Lag(100)
    pressure = pressure_on(it, lag)
    await pressure.look()
    async with called_collector(it, called, brokers, pressure) as client:
        assert (await client.post("crochet", content=b"une fuite")).status_code == 503
        lag.waiting = 0
        await pressure.look()
        assert (await client.post("crochet", content=b"une fuite")).status_code == 202
    assert len(brokers.sent) == 2, "the first one had its place, and goes too: same id"
    assert len({message.key for message in brokers.sent}) == 1
