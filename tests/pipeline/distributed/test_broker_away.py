"""Brokers that are away are waited for; when they are back, everything goes on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev_stack.broker import Broker
from pipeline.distributed import topic_admin
from pipeline.distributed.connection import Kafka
from tests.pipeline.distributed.shops import shop
from tests.pipeline.distributed.test_collecting import Endless, collecting, has, sources
from tests.pipeline.distributed.working import at_work, nothing_waits, until


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    broker = Broker.create()
    broker.start()
    try:
        yield broker
    finally:
        broker.remove()


@pytest.mark.timeout(110)
# kafka-python leaves the sockets of attempts that failed to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_brokers_that_go_and_come_back_lose_nothing_and_end_nobody(
    broker: Broker, tmp_path: Path
) -> None:
    kafka = Kafka(servers=(broker.server,), partitions=4)
    topic_admin.apply(kafka)
    source = Endless("essai", pages=150, every=0.05)
    async with (
        shop(tmp_path, sources=sources(source)) as it,
        collecting(it, kafka) as stop,
        at_work(it, kafka) as hand,
    ):
        await until(lambda: _asked(source, 20))
        await asyncio.to_thread(broker.stop)
        await asyncio.sleep(4)
        at = source.asked
        await asyncio.sleep(1)
        assert source.asked <= at + 1, "a source is not asked while nothing can be sent"
        await asyncio.to_thread(broker.start)
        await until(lambda: has(it, "essai", b"150"), 60)
        await until(lambda: nothing_waits(kafka), 30)
        assert not stop.is_set()
        assert not hand.ending.stop.is_set()
        found = await it.ids()
        assert len(found) == len(set(found)) == 150
    gc.collect()


async def _asked(source: Endless, times: int) -> bool:
    return source.asked >= times
