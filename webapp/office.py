"""What the pages can do beside reading mentions; the pipeline hands it over."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vigie.actor import Actor
from vigie.case_contracts import Cases
from vigie.decision import Decision
from vigie.paper import Papers
from vigie.record import Record
from vigie.say import Say
from vigie.town import Town
from vigie.town_hours import TownHours
from webapp.door import Door, OpenDoor

#: Whoever opens the demonstration's pages, on its own machine.
DEMO = Actor(name="demo", role="admin")


class Finding(Protocol):
    """One thing looked at; when it is not well the sentence says what to do."""

    @property
    def well(self) -> bool:
        """Whether nothing is asked."""
        ...

    @property
    def say(self) -> Say:
        """What was seen."""
        ...


class Sample(Protocol):
    """Made-up posts to try the pages with. All may raise `Unavailable`."""

    async def loaded(self, town: str) -> int:
        """Return how many mentions of the sample a town has."""
        ...

    async def load(self, town: str) -> int:
        """Add the sample to a town that has none; return how many mentions it has then."""
        ...

    async def remove(self, town: str) -> int:
        """Take all of it away from a town; return how many mentions there were."""
        ...


class Step(Protocol):
    """Something expected of the team in an exercise."""

    @property
    def within(self) -> int:
        """Minutes from the start within which it is expected."""
        ...

    @property
    def done(self) -> str:
        """What shows that it is done (`webapp.drill_debrief`)."""
        ...

    @property
    def say(self) -> Say:
        """What it is."""
        ...


class Drill(Protocol):
    """The exercise that these pages play."""

    @property
    def name(self) -> Say:
        """What it plays."""
        ...

    @property
    def started_at(self) -> datetime:
        """When its first post appeared, by the installation's clock."""
        ...

    @property
    def step(self) -> Sequence[Step]:
        """What is expected of the team."""
        ...


async def nothing_looked_at() -> Sequence[Finding]:
    """Answer where nobody checks the installation."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The means of those who act.

    Attributes:
        papers: accounts, acts, saved searches: what the team keeps beside mentions.
        cases: what is handed, or is to be, to the front door.
        door: who is let in.
        key: secret of the installation, for the tokens of forms.
        decide: the decision on a record with its corrections in force, at a moment. Pure.
        hours: the towns' business clocks.
        examine: checks the profiles and the sources without asking anything of the world.
        sample: made-up posts, None where there can be none.
        drill: the exercise that is played here, None in real life.
    """

    papers: Papers
    cases: Cases
    decide: Callable[[Record, Town, datetime], Decision]
    hours: TownHours
    door: Door = field(default_factory=lambda: OpenDoor(DEMO))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    examine: Callable[[], Awaitable[Sequence[Finding]]] = nothing_looked_at
    sample: Sample | None = None
    drill: Drill | None = None
