"""A coroutine that has begun can be waited for, cancelled and answered like any other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.quick_consumer import _Begun
from tests.pipeline.distributed.shops import Picky, heard, put, shop
from tests.pipeline.distributed.working import PLAN, at_work, nothing_waits, until
from vigie.judgement import Judged


async def steps(first: asyncio.Event, second: asyncio.Event, told: list[str]) -> str:
    try:
        await first.wait()
        await second.wait()
    except asyncio.CancelledError:
        told.append("cancelled")
        raise
    return "over"


async def test_what_was_begun_goes_on_to_its_end() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    coroutine = steps(first, second, [])
    begun = _Begun(coroutine, coroutine.send(None))
    asyncio.get_running_loop().call_later(0.01, first.set)
    asyncio.get_running_loop().call_later(0.02, second.set)
    assert await asyncio.wait_for(_whole(begun), 5) == "over"


async def test_what_was_begun_can_be_cancelled() -> None:
    told: list[str] = []
    coroutine = steps(asyncio.Event(), asyncio.Event(), told)
    task = asyncio.create_task(_whole(_Begun(coroutine, coroutine.send(None))))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == ["cancelled"]


async def _whole(begun: _Begun) -> str:
    found: str = await begun
    return found


@pytest.mark.timeout(60)
async def test_records_that_come_faster_than_they_are_judged_all_get_through(
    kafka: Kafka, tmp_path: Path
) -> None:
    def slow(batch: Sequence[Judged]) -> None:
        threading.Event().wait(0.001 * len(batch))

    # Three times what a channel holds: the fetching task has to wait for room.
    count = 3_000
    await put(kafka, [wire.heard(heard(n)) for n in range(count)])
    plan = msgspec.structs.replace(PLAN, batch=100)
    async with shop(tmp_path, stages=[Picky(slow)]) as it, at_work(it, kafka, plan):
        await until(lambda: nothing_waits(kafka), 50)
        found = await it.ids()
        assert len(found) == len(set(found)) == count
