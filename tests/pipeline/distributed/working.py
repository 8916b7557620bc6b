"""Runs workers in the test's own process, and waits for what they should do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pipeline.distributed.app import Plan
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import Ended, Ending
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.worker import Worker
from tests.pipeline.distributed.shops import Shop
from vigie.errors import Unavailable

PLAN = Plan(batch=200, linger_seconds=0.05, watchdog_seconds=60)


class Hand:
    """A worker under way."""

    def __init__(self, worker: Worker, ending: Ending, task: asyncio.Task[None]) -> None:
        self.worker = worker
        self.ending = ending
        self.task = task

    async def stop(self) -> Ended:
        self.ending.stop.set()
        await self.task
        return self.ending.ended


@asynccontextmanager
async def at_work(shop: Shop, kafka: Kafka, plan: Plan = PLAN) -> AsyncIterator[Hand]:
    """Have a worker work meanwhile."""
    ending = Ending(asyncio.Event())
    worker = Worker(shop, kafka, plan, ending)
    hand = Hand(worker, ending, asyncio.create_task(worker.run()))
    try:
        yield hand
    finally:
        await hand.stop()


async def until(
    done: Callable[[], Awaitable[bool]], seconds: float = 25, every: float = 0.1
) -> None:
    """Wait for something; an assertion fails when it does not come."""
    end = time.monotonic() + seconds
    while not await done():
        assert time.monotonic() < end, "it did not come in time"
        await asyncio.sleep(every)


async def lag(kafka: Kafka) -> int:
    """Return how many records of all the topics the workers have not finished with."""

    def ask() -> int:
        offsets = Offsets(kafka)
        try:
            return sum(offsets.lag().values())
        finally:
            offsets.close()

    return await asyncio.to_thread(ask)


async def nothing_waits(kafka: Kafka) -> bool:
    try:
        return await lag(kafka) == 0
    except Unavailable:
        return False
