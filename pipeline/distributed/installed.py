"""What collectors and workers need of an assembled installation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from pipeline.desk_rules import DeskRules
from pipeline.handing import Handing
from pipeline.installation import Source
from pipeline.intake import Intake
from pipeline.metrics import Metrics
from pipeline.report_plans import Planned
from vigie.arrivals import Arrivals
from vigie.batch import Gone
from vigie.case_contracts import Cases
from vigie.clock import Clock
from vigie.contracts import Deliverer, Outbox, Store
from vigie.leases import Leases
from vigie.paper import Papers
from vigie.retention import RetentionRule


class WorkStore(Store, Outbox, Cases, Papers, Arrivals, Leases, Protocol):
    """A store that several processes share."""

    async def graves(self) -> list[Gone]:
        """Return every tombstone."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A store that remembers what it wrote, and must forget it when others write too."""

    async def refresh(self) -> None:
        """Make everything written so far visible, and remember nothing of it."""
        ...


class Installed(Protocol):
    """An installation, open; a `pipeline.installation.Installation` is one."""

    @property
    def home(self) -> Path:
        """The installation's folder."""
        ...

    @property
    def language(self) -> str:
        """Language of the sentences kept."""
        ...

    @property
    def clock(self) -> Clock:
        """The time of day."""
        ...

    @property
    def store(self) -> WorkStore:
        """Where mentions are kept, and who holds which lease."""
        ...

    @property
    def sources(self) -> Sequence[Source]:
        """Connectors, built."""
        ...

    @property
    def deliverers(self) -> Mapping[str, Deliverer]:
        """Targets by name."""
        ...

    @property
    def retention(self) -> Sequence[RetentionRule]:
        """How long mentions are kept."""
        ...

    @property
    def metrics(self) -> Metrics:
        """Counters and gauges."""
        ...

    @property
    def intake(self) -> Intake:
        """The pure stages, and the screen that says what a post is about."""
        ...

    @property
    def plans(self) -> tuple[Planned, ...]:
        """The scheduled reports."""
        ...

    @property
    def handing(self) -> Handing:
        """The hand-off to the towns' front doors."""
        ...

    @property
    def desk_rules(self) -> DeskRules:
        """Rules made on the pages, held up to date."""
        ...
