"""One parser fuzzed for a while: inputs bred by the ways they take, then inputs that grow."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.crashers import Crashers, smaller
from tests.fuzz.edges import Edges
from tests.fuzz.growth import Steep, family, steep
from tests.fuzz.guard import Fault, seconds, tried
from tests.fuzz.mutation import mutated
from tests.fuzz.target import Target

#: Share of a parser's time that is given to growth.
_GROWTH = 0.3
#: Seconds of CPU beyond which a parser is too slow over one input of `mutation.MOST` bytes.
_SLOW = 2.0
#: Families told of one parser: more of them tell the same.
_TOLD = 3


@dataclass
class Tally:
    """What was done to one parser, and what it did.

    Attributes:
        ways: pairs of lines met.
        faults: kind → file of an input.
        steeps: families over which its time grows too fast.
        noted: the same, of a parser that is read apart.
    """

    name: str
    inputs: int = 0
    families: int = 0
    ways: int = 0
    faults: dict[str, Path] = field(default_factory=dict)
    steeps: list[Path] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something must be mended."""
        return bool(self.faults or self.steeps)


class Session:
    """Fuzzes one parser.

    Args:
        target: the parser.
        crashers: where inputs are kept.
        random: the only chance there is.
        say: told of each finding.
    """

    def __init__(
        self, target: Target, crashers: Crashers, random: Random, say: Callable[[str], None]
    ) -> None:
        self._target = target
        self._crashers = crashers
        self._random = random
        self._say = say
        self._edges = Edges()
        self._corpus = list(target.seeds)
        self.tally = Tally(target.name)

    def run(self, for_seconds: float) -> Tally:
        """Fuzz for about so long; what is in hand stays so only if the process ends over it."""
        try:
            self._run(for_seconds)
        finally:
            self._crashers.let_go()
        self.tally.ways = len(self._edges.met)
        return self.tally

    def _run(self, for_seconds: float) -> None:
        end = time.monotonic() + for_seconds
        for data in self._target.seeds:
            self._read(data)
        while time.monotonic() < end - _GROWTH * for_seconds:
            data = self._bred()
            if self._read(data):
                self._corpus.append(data)
        while time.monotonic() < end and len(self.tally.steeps) < _TOLD:
            self._grow()

    def _bred(self) -> bytes:
        # Those that were new last are tried most.
        recent = self._random.random() < 0.5
        parent = self._random.choice(self._corpus[-20:] if recent else self._corpus)
        return mutated(parent, self._random, self._target.words, self._corpus)

    def _read(self, data: bytes) -> bool:
        """Give the parser an input; tell whether it took a new way."""
        found: Fault | None = None

        def run() -> None:
            nonlocal found
            found = tried(self._target, data)

        self._crashers.hold(self._target.name, data)
        began = time.process_time()
        fresh = self._edges.fresh(run)
        self.tally.inputs += 1
        if found is None and time.process_time() - began > _SLOW and not self._target.apart:
            took = seconds(self._target, data)
            found = Fault("slow", f"{took:.1f} s of CPU") if took > _SLOW else None
        if found is not None:
            self._keep(data, found)
        return fresh

    def _keep(self, data: bytes, fault: Fault) -> None:
        if fault.kind in self.tally.faults:
            return
        if fault.kind != "slow" and not fault.kind.startswith("Hung"):
            data = smaller(data, lambda less: self._fails(less, fault))
        path = self._crashers.keep(self._target.name, data)
        self.tally.faults[fault.kind] = path
        self._say(f"  {self._target.name}: {fault.kind}\n{fault.told}\n  kept: {path}")

    def _fails(self, data: bytes, fault: Fault) -> bool:
        again = tried(self._target, data)
        return again is not None and again.kind == fault.kind

    def _grow(self) -> None:
        seed = self._random.choice(
            self._corpus if self._random.random() < 0.3 else self._target.seeds
        )
        alike = family(seed[:20_000], self._target.words, self._random)
        self._crashers.hold(self._target.name, alike.of(65_536))
        found = steep(self._target, alike)
        self.tally.families += 1
        if found is not None:
            self._told(found)

    def _told(self, found: Steep) -> None:
        if self._target.apart:
            if len(self.tally.noted) < _TOLD:
                self.tally.noted.append(found.told)
            return
        path = self._crashers.keep(f"{self._target.name}-steep", found.family.of(found.sizes[1]))
        self.tally.steeps.append(path)
        self._say(f"  {self._target.name}: too steep: {found.told}\n  kept: {path}")
