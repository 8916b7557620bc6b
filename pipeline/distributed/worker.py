"""One worker: the Faust application with its four agents, from start to last commit."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import faust
import structlog

from pipeline.distributed.app import Hooks, Plan, add_agent, add_hooks, build_app
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import CRASHED, Ending, crashed
from pipeline.distributed.housekeeping import Housekeeping
from pipeline.distributed.index_agent import IndexAgent
from pipeline.distributed.installed import Forgetful, Installed
from pipeline.distributed.judge_agent import JudgeAgent
from pipeline.distributed.keeping_agents import AlertAgent, LettersAgent
from pipeline.distributed.last_resort import LastResort
from pipeline.distributed.leasing import holder_name
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.poison import Limit
from pipeline.distributed.shift import Agent, Shift
from pipeline.distributed.topics import ALERTS, DEAD_LETTERS, JUDGED, RAW, Topic
from pipeline.distributed.watchdog import Watchdog
from pipeline.distributed.worker_producer import WorkerProducer

log = structlog.get_logger()

_TICK: Final = 1.0
_STOPPING: Final = 10.0


class Worker:
    """What one process runs.

    Args:
        it: the installation, open.
        ending: ends the worker, and remembers why it ended.
    """

    def __init__(self, it: Installed, kafka: Kafka, plan: Plan, ending: Ending) -> None:
        self._it = it
        self._kafka = kafka
        self._plan = plan
        self._ending = ending
        self._pulse = Pulse()
        self._loop_pulse = Pulse()
        self._store_patience = Patience("store", it.metrics, self._pulse)
        self._producer = WorkerProducer(kafka, Patience("kafka", it.metrics, self._pulse))
        self._offsets = Offsets(kafka)
        self.app: faust.App = build_app(kafka, plan)
        self.shift = Shift(
            app=self.app,
            plan=plan,
            ending=ending,
            offsets=self._offsets,
            metrics=it.metrics,
            pulse=self._pulse,
            on_assigned=self._forget_others,
        )

    async def run(self) -> None:
        """Work until the ending's event is set, then finish what is in flight and commit it."""
        for topic, name, agent in self._agents():
            add_agent(self.app, self._kafka, topic, name, self.shift.serving(name, agent))
        add_hooks(self.app, Hooks(revoked=self.shift.revoked, assigned=self.shift.assigned))
        keeping = Housekeeping(self._it, holder_name(), self._store_patience)
        stop = self._ending.stop
        async with (
            self._watched(),
            # Before Faust starts: joining the group may wait for a dead member's session to end.
            self._beside(self._turn()),
            self._started(),
            self._beside(
                self.shift.keep_committing(),
                keeping.deliver(stop),
                keeping.hand_over(stop),
                keeping.forget(stop),
                keeping.watch_numbers(stop),
                keeping.watch_searches(stop),
                keeping.watch(stop),
                keeping.send_reports(stop),
                self._it.desk_rules.run(stop),
            ),
        ):
            await stop.wait()
            await self.shift.settle()

    def _agents(self) -> list[tuple[Topic, str, Agent]]:
        it = self._it
        given: dict[str, Any] = {
            "producer": self._producer,
            "clock": it.clock,
            "metrics": it.metrics,
            "language": it.language,
        }
        kept: dict[str, Any] = {"store": it.store, "patience": self._store_patience}
        stages = it.intake.stages
        judge = JudgeAgent(stages=stages, limit=self._limit(), **given)
        index = IndexAgent(stages=stages, limit=self._limit(), **given, **kept)
        alert = AlertAgent(limit=self._limit(), **given, **kept)
        letters = LettersAgent(clock=it.clock, language=it.language, **kept)
        return [
            (RAW, "judge", judge),
            (JUDGED, "index", index),
            (ALERTS, "alert", alert),
            (DEAD_LETTERS, "letters", letters),
        ]

    def _limit(self) -> Limit:
        return Limit(self._plan.dead_letters_in_a_row)

    async def _forget_others(self) -> None:
        if isinstance(self._it.store, Forgetful):
            await self._it.store.refresh()

    @asynccontextmanager
    async def _started(self) -> AsyncIterator[None]:
        try:
            await self.app.start()
            log.info("worker.started", group=self._kafka.group)
            yield
        finally:
            try:
                await asyncio.wait_for(self.app.stop(), _STOPPING)
            except TimeoutError:
                log.warning("faust.unstopped")
            await self._producer.close()
            await asyncio.to_thread(self._offsets.close)
            shutil.rmtree(self.app.conf.datadir, ignore_errors=True)

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        watchdog = Watchdog(
            offsets=Offsets(self._kafka),
            mine=lambda: self.shift.ledger.partitions,
            work=self._pulse,
            loop=self._loop_pulse,
            seconds=self._plan.watchdog_seconds,
            metrics=self._it.metrics,
        )
        last_resort = LastResort(self._plan.watchdog_seconds)
        watchdog.start()
        last_resort.start()
        try:
            yield
        finally:
            watchdog.stop()
            last_resort.stop()

    @asynccontextmanager
    async def _beside(self, *works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        """Run these meanwhile; the end of any by an error ends the worker."""
        tasks = [asyncio.create_task(self._guarded(work)) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - told once, and the process ends
            name = getattr(work, "__name__", "task")
            log.error("task.crashed", task=name, error=type(error).__name__)  # noqa: TRY400
            self._ending.end(CRASHED, crashed(name, error))

    async def _turn(self) -> None:
        """Show that the event loop turns, and notice an application that crashed."""
        while True:
            self._loop_pulse.beat()
            reason = self.app.crash_reason
            stopping = self._ending.stop.is_set()
            if not stopping and (self.app.crashed or reason is not None):
                log.error("faust.crashed", error=type(reason).__name__)
                self._ending.end(CRASHED, crashed("Faust", reason or RuntimeError()))
            await asyncio.sleep(_TICK)
