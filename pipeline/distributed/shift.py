"""A worker's shift: batches from Faust to the agents, and offsets back once all is durable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import faust
import structlog
from faust.types import StreamT
from faust.types.tuples import TP

from pipeline.distributed.app import Plan, Serve
from pipeline.distributed.arrival import Event
from pipeline.distributed.ending import CRASHED, STOPPED, Ending, crashed
from pipeline.distributed.ledger import Ledger, Partition, Taken
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.patience import Pulse
from pipeline.distributed.rereading import read_again
from pipeline.distributed.taking import Taking
from pipeline.metrics import Metrics
from vigie.errors import ConfigurationError, Unavailable

log = structlog.get_logger()

#: An agent: what it was given is durable when it returns.
Agent = Callable[[Sequence[Event]], Awaitable[None]]

COMMIT_EVERY: Final = 0.5
_FINISH: Final = 8.0


class Shift:
    """Serves the streams of one app until told to stop.

    Args:
        on_assigned: called at each new assignment, before its first record: what was remembered
            of partitions that others may have written meanwhile is to be forgotten.
    """

    def __init__(
        self,
        *,
        app: faust.App,
        plan: Plan,
        ending: Ending,
        offsets: Offsets,
        metrics: Metrics,
        pulse: Pulse,
        on_assigned: Callable[[], Awaitable[None]],
    ) -> None:
        self._app = app
        self._plan = plan
        self._ending = ending
        self._offsets = offsets
        self._metrics = metrics
        self._pulse = pulse
        self._on_assigned = on_assigned
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = 0
        self._rebalances = 0
        self._committing = asyncio.Lock()
        self._rereading = asyncio.Lock()
        self.ledger = Ledger()

    def serving(self, name: str, agent: Agent) -> Serve:
        """Return the function that Faust runs for one agent.

        It never lets an error out: Faust would start the agent again behind the batch that
        failed, which would be lost. An error that nobody foresaw ends the process instead,
        nothing of the batch being committed.
        """

        async def serve(stream: StreamT[bytes]) -> None:
            queue: asyncio.Queue[Event] = stream.channel.queue  # type: ignore[attr-defined]
            async for events in Taking(queue, self._plan.batch, self._plan.linger_seconds):
                if self._ending.stop.is_set():
                    return
                await self._handle(name, agent, events)

        return serve

    async def _handle(self, name: str, agent: Agent, events: Sequence[Event]) -> None:
        if not self._app.flow_control.is_active():
            return  # a rebalance is under way: they will be read again
        taken = self.ledger.take(events)
        if taken.holes:
            await self._read_again(taken.holes)
        if not taken.events:
            return
        generation = self.ledger.generation
        started = time.perf_counter()
        self._begin()
        try:
            await agent(taken.events)
        except ConfigurationError as error:
            self._ending.end(STOPPED, error.say)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not reach Faust
            log.error("agent.crashed", agent=name, error=type(error).__name__)  # noqa: TRY400
            self._ending.end(CRASHED, crashed(name, error))
        except asyncio.CancelledError:
            # Faust may run this function again: the next events must not hide these.
            self.ledger.give_back(taken, generation)
            raise
        else:
            self.ledger.finish(taken, generation)
            self._count(name, taken, time.perf_counter() - started)
        finally:
            self._end()

    async def revoked(self) -> None:
        """Let batches in flight end, commit what is durable, then give everything up."""
        await self.settle()
        self._rebalances += 1
        self.ledger.revoked()

    async def assigned(self, partitions: frozenset[Partition]) -> None:
        """Ask where reading begins, then have what was remembered forgotten."""
        self._rebalances += 1
        turn, generation = self._rebalances, self._app.consumer_generation_id
        self.ledger.revoked()
        starts: Mapping[Partition, int] = {}
        try:
            starts = await asyncio.to_thread(self._offsets.starts, partitions)
            await self._on_assigned()
        except Unavailable as error:
            log.warning("assignment.unsure", error=type(error).__name__)
        if turn == self._rebalances:
            self.ledger.assigned(generation, partitions, starts)
            log.info("partitions.assigned", count=len(partitions))

    async def settle(self) -> None:
        """Wait, a few seconds at most, for batches in flight; commit what is durable."""
        try:
            await asyncio.wait_for(self._idle.wait(), _FINISH)
            await asyncio.wait_for(self.commit(), _FINISH)
        except TimeoutError:
            log.warning("shift.unsettled", busy=self._busy)

    async def commit(self) -> None:
        """Tell the brokers what is durable. Waits for brokers that are away."""
        async with self._committing:
            due = self.ledger.due()
            if not due:
                return
            # There is no public call of Faust's that commits offsets which it did not count.
            tps = {TP(topic, number): offset for (topic, number), offset in due.items()}
            if await self._app.consumer._commit(tps):  # type: ignore[attr-defined]  # noqa: SLF001
                self.ledger.committed(due)
                self._pulse.beat()

    async def keep_committing(self) -> None:
        """Commit twice a second until cancelled."""
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            await self.commit()

    async def _read_again(self, holes: Mapping[Partition, int]) -> None:
        """Read again from where Faust jumped over records, or where they have expired."""
        try:
            starts = await asyncio.to_thread(self._offsets.starts, list(holes))
        except Unavailable:
            starts = {}
        for place, missed in holes.items():
            start = max(missed, starts.get(place, missed))
            if start > missed:
                self.ledger.expired(place, start)
            event = "records.expired" if start > missed else "records.skipped"
            log.warning(event, topic=place[0], partition=place[1], offset=missed, start=start)
        async with self._rereading:
            await read_again(self._app, self.ledger.expected)

    def _begin(self) -> None:
        self._busy += 1
        self._idle.clear()

    def _end(self) -> None:
        self._busy -= 1
        if not self._busy:
            self._idle.set()

    def _count(self, name: str, taken: Taken, seconds: float) -> None:
        self._metrics.count("vigie_records_total", len(taken.events), agent=name)
        self._metrics.count("vigie_batches_total", agent=name)
        self._metrics.observe("vigie_batch_seconds", seconds, agent=name)
