"""What a form of carrying records is asked, and how its cost is taken."""

from __future__ import annotations

import asyncio
import time

import msgspec

from bench.cpu_of import cpu


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to carry and how; `broker` is the process whose CPU is read beside ours."""

    form: str
    kafka: str
    source: str
    target: str
    count: int
    group: str
    broker: int
    core: int


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """From the first record to the last one's acknowledgement."""

    wall: float
    client: float
    broker: float


class Clock:
    """Begins at the first record, so that starting and joining the group are not counted."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._done = 0
        self._before: tuple[float, float, float] | None = None
        self.finished = asyncio.Event()
        self.carried: Carried | None = None

    def first(self) -> None:
        """Begin, if not begun."""
        if self._before is None:
            self._before = self._read()

    def count(self, records: int) -> bool:
        """Add records that are done; tell whether all are."""
        self._done += records
        if self._done >= self._task.count and self.carried is None and self._before:
            wall, client, broker = (b - a for a, b in zip(self._before, self._read(), strict=True))
            self.carried = Carried(wall=wall, client=client, broker=broker)
            self.finished.set()
        return self.carried is not None

    def _read(self) -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), cpu(self._task.broker)
