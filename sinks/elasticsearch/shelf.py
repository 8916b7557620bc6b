"""What every part of the store works with: the cluster, the names, the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic

from sinks.elasticsearch.burials import Burials
from sinks.elasticsearch.mapping import Names
from sinks.elasticsearch.remembered import Remembered
from sinks.elasticsearch.server import Server
from sinks.moments import micros
from vigie.clock import Clock
from vigie.dead_letter import DeadLetter

OnRejected = Callable[[list[DeadLetter]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One store's means.

    Attributes:
        on_rejected: where documents that Elasticsearch refuses go; None: to the dead letters'
            index.
        writer: the name, of this process alone, by which what it writes is marked.
    """

    server: Server
    names: Names
    clock: Clock
    on_rejected: OnRejected | None = None
    monotonic: Callable[[], float] = monotonic
    writer: str = field(default_factory=lambda: token_hex(4))
    recent: Remembered = field(default_factory=Remembered)
    burials: Burials = field(default_factory=Burials)

    def now_us(self) -> int:
        """Return the present moment in microseconds."""
        return micros(self.clock.now())
