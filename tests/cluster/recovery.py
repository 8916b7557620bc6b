"""How long the cluster takes to recover from a fault."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, suppress

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tests.cluster.waiting import Waiting


class Recovery:
    """Measures, from the moment when a fault is over, and prints what it measured."""

    def __init__(self, fault: str, kafka: str, prefix: str) -> None:
        self._fault = fault
        self._kafka = kafka
        self._prefix = prefix
        self._over = time.monotonic()
        self._committed = 0
        self._moves: list[float] = []

    def over(self) -> None:
        """Begin to count from now: the fault is over."""
        self._over = time.monotonic()

    def committed(self) -> int:
        """Return how many records the workers have finished with, as brokers that answer tell."""
        group = f"{self._prefix}-work"
        with (
            closing(KafkaAdminClient(bootstrap_servers=self._kafka)) as admin,
            suppress(KafkaError),
        ):
            found = admin.list_group_offsets(group).get(group, {})
            self._committed = sum(max(0, kept.offset) for kept in found.values())
        return self._committed

    def until_begun(self, patience: float = 150) -> None:
        """Wait until the workers have finished with something."""
        until = time.monotonic() + patience
        while not self.committed():
            assert time.monotonic() < until, "the workers never began"
            time.sleep(0.1)

    def until_moving(self, patience: float = 150) -> float:
        """Wait until the workers finish with something more; return the seconds it took."""
        before = self.committed()
        return self.until(lambda: self.committed() > before, patience)

    def until(self, moves: Callable[[], bool], patience: float = 150) -> float:
        """Wait until things move again; return the seconds that it took since the fault."""
        until = time.monotonic() + patience
        while not moves():
            assert time.monotonic() < until, f"nothing moves after {self._fault}"
            time.sleep(0.1)
        self._moves.append(time.monotonic() - self._over)
        return self._moves[-1]

    def until_quiet(self, heard: Callable[[], bool], patience: float) -> None:
        """Wait until nothing is left to do, and print the figures."""
        Waiting(self._kafka, self._prefix).until_quiet(heard, patience)
        quiet = time.monotonic() - self._over
        moves = ", ".join(f"{seconds:.1f}" for seconds in self._moves)
        moving = f"moving again after {moves} s; " if moves else ""
        print(f"\n[chaos] {self._fault}: {moving}lag zero {quiet:.1f} s after the last")
