"""A batch in flight is done again by whoever comes after: never lost, whatever stops it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import CRASHED
from tests.pipeline.distributed.shops import Picky, heard, put, shop
from tests.pipeline.distributed.working import PLAN, at_work, lag, nothing_waits, until
from vigie.batch import Batch, Written
from vigie.judgement import Judged

COUNT = 600
SMALL = msgspec.structs.replace(PLAN, batch=50)


class Door:
    """Holds the judge back until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _batch: Sequence[Judged]) -> None:
        self.reached.set()
        self.opened.wait(20)


async def all_there(home: Path) -> bool:
    async with shop(home) as it:
        return len(set(await it.ids())) == COUNT


async def test_a_batch_whose_worker_is_stopped_half_way_is_done_by_the_next(
    kafka: Kafka, tmp_path: Path
) -> None:
    door = Door()
    await put(kafka, [wire.heard(heard(n)) for n in range(COUNT)])
    async with shop(tmp_path, stages=[Picky(door)]) as it:
        async with at_work(it, kafka, SMALL) as hand:
            await asyncio.to_thread(door.reached.wait, 20)
            hand.ending.stop.set()
            agents = [a for a in hand.worker.app.agents.values() if "judge" in a.name]
            assert agents
        # The worker waited, then went; the judge's thread still holds the batch.
        assert await lag(kafka) == COUNT
        door.opened.set()
    async with shop(tmp_path) as it, at_work(it, kafka, SMALL):
        await until(lambda: nothing_waits(kafka))
    assert await all_there(tmp_path)


async def test_a_batch_whose_task_is_cancelled_is_read_again_by_the_same_worker(
    kafka: Kafka, tmp_path: Path
) -> None:
    door = Door()
    await put(kafka, [wire.heard(heard(n)) for n in range(COUNT)])
    async with shop(tmp_path, stages=[Picky(door)]) as it, at_work(it, kafka, SMALL) as hand:
        await asyncio.to_thread(door.reached.wait, 20)
        (judge,) = [a for a in hand.worker.app.agents.values() if "judge" in a.name]
        for actor in list(judge._actors):
            actor.actor_task.cancel()
        door.opened.set()
        await until(lambda: nothing_waits(kafka))
        assert len(set(await it.ids())) == COUNT


async def test_an_error_that_nobody_foresaw_ends_the_worker_and_loses_nothing(
    kafka: Kafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(kafka, [wire.heard(heard(n)) for n in range(COUNT)])
    async with shop(tmp_path) as it:

        async def broken(_batch: Batch) -> Written:
            raise RuntimeError("Trou numéro")

        with monkeypatch.context() as patch:
            patch.setattr(it.store, "write", broken)
            async with at_work(it, kafka, SMALL) as hand:
                await hand.ending.stop.wait()
                ended = await hand.stop()
        assert ended.code == CRASHED
        assert ended.say is not None
        assert "Trou" not in ended.say.fr
        async with at_work(it, kafka, SMALL):
            await until(lambda: nothing_waits(kafka))
        assert len(set(await it.ids())) == COUNT


@pytest.mark.timeout(60)
async def test_workers_that_come_and_go_while_batches_are_in_flight_lose_nothing(
    kafka: Kafka, tmp_path: Path
) -> None:
    def slow(batch: Sequence[Judged]) -> None:
        threading.Event().wait(0.004 * len(batch))

    await put(kafka, [wire.heard(heard(n)) for n in range(COUNT)])
    async with (
        shop(tmp_path, stages=[Picky(slow)]) as it,
        shop(tmp_path, stages=[Picky(slow)]) as other,
        at_work(it, kafka, SMALL),
    ):
        for _ in range(2):
            async with at_work(other, kafka, SMALL) as hand:
                await until(lambda h=hand: has_partitions(h.worker))  # type: ignore[misc]
        await until(lambda: nothing_waits(kafka))
        found = await it.ids()
        assert len(found) == len(set(found)) == COUNT


async def has_partitions(worker: object) -> bool:
    return bool(worker.shift.ledger.partitions)  # type: ignore[attr-defined]
