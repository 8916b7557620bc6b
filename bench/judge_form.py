"""Our own judge agent as one more way of carrying records: all of it but the judging."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bench.carried import Clock, Task
from bench.mentions import TOWNS
from pipeline.assembly import load_town
from pipeline.chain import Chain
from pipeline.distributed.app import Hooks, Plan, add_agent, add_hooks, build_app
from pipeline.distributed.arrival import Event
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import Ending
from pipeline.distributed.judge_agent import JudgeAgent
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.poison import Limit
from pipeline.distributed.quiet_logs import silence_libraries
from pipeline.distributed.shift import Shift
from pipeline.distributed.topics import RAW
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.logs import set_up
from pipeline.metrics import Metrics
from pipeline.settling import settle
from pipeline.stages import Stages, TownParts, Watch
from vigie.clock import SystemClock


class Grouped(Kafka, frozen=True, kw_only=True):
    """Brokers, with a group of a name of our own: each round reads from the beginning."""

    named: str

    @property
    def group(self) -> str:
        """Name of the consumer group."""
        return self.named


async def judge(task: Task, clock: Clock) -> None:
    """Carry with the judge agent of a worker, its ledger and its commits, no stage judging."""
    prefix = task.source.removesuffix(f".{RAW.name}")
    kafka = Grouped(servers=(task.kafka,), prefix=prefix, partitions=4, named=task.group)
    metrics, pulse, ending = Metrics(), Pulse(), Ending(asyncio.Event())
    producer = WorkerProducer(kafka, Patience("kafka", metrics, pulse))
    towns = {
        slug: TownParts(town=load_town(slug, None), chain=Chain([], metrics.stage))
        for slug in TOWNS
    }
    agent = JudgeAgent(
        stages=Stages(towns, Watch()),
        producer=producer,
        clock=SystemClock(),
        metrics=metrics,
        limit=Limit(100),
        language="fr",
    )
    settle()
    set_up(quiet=True)
    silence_libraries()
    await _serve(kafka, agent, _Shifted(metrics, pulse, ending), clock)
    await producer.close()


class _Shifted:
    """What a shift is made with, beside the app."""

    def __init__(self, metrics: Metrics, pulse: Pulse, ending: Ending) -> None:
        self.given: dict[str, Any] = {"metrics": metrics, "pulse": pulse, "ending": ending}


async def _serve(kafka: Kafka, agent: JudgeAgent, made: _Shifted, clock: Clock) -> None:
    plan, offsets = Plan(), Offsets(kafka)
    app = build_app(kafka, plan)
    shift = Shift(app=app, plan=plan, offsets=offsets, on_assigned=_nothing, **made.given)

    async def counted(events: Sequence[Event]) -> None:
        clock.first()
        await agent(events)
        clock.count(len(events))

    add_agent(app, kafka, RAW, "judge", shift.serving("judge", counted))
    add_hooks(app, Hooks(revoked=shift.revoked, assigned=shift.assigned))
    await app.start()
    committing = asyncio.create_task(shift.keep_committing())
    await clock.finished.wait()
    committing.cancel()
    with suppress(TimeoutError):
        await asyncio.wait_for(app.stop(), 5)
    offsets.close()


async def _nothing() -> None:
    """There is no store that remembers anything."""
