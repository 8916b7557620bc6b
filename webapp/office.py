"""What the pages can do beside reading mentions; the pipeline hands it over."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vigie.actor import Actor
from vigie.arrivals import Arrivals
from vigie.case_contracts import Cases
from vigie.case_desk import CaseDesk
from vigie.chart import Drawing
from vigie.comparison import Analyst
from vigie.decision import Decision, Draft
from vigie.exporting import Exporting
from vigie.paper import Papers
from vigie.record import Record
from vigie.report_contracts import ReportMailing, Reports
from vigie.rule_desk import RuleDesk
from vigie.say import Say
from vigie.town import Town
from vigie.town_hours import TownHours
from webapp.door import Door, OpenDoor
from webapp.doors.entrance import Entrance
from webapp.trends.held_charts import HeldCharts

#: Whoever opens the demonstration's pages, on its own machine.
DEMO = Actor(name="demo", role="admin")


def _hidden(_address: str | None) -> None:
    """Tell no address, where nobody can say whom it names."""


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

    @property
    def town(self) -> str:
        """Slug of the town that it is about, "" for none."""
        ...

    @property
    def source(self) -> str:
        """Name of the source that it is about, "" for none."""
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
        """What shows that it is done (`webapp.crisis.drill_debrief`)."""
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
        entrance: accounts and what lets them in; None where there is no account, as in the demo.
        heard_for: source's name → slugs of the towns that it is read for, () for all.
        nameless: a post's address if it names nobody, else None. Pure.
        arrivals: what was heard, in the order in which it came; None where nobody can tell.
        consequences: what follows from a record's corrections (`Review.consequences`). Pure.
        redraft: the reply from one of the town's templates, by its id; None if it does not fit.
        opening: when a town next opens from a moment on; None when it never does.
        draw: draws the charts.
        analyst: compares, and tells how the clocks were kept. Pure.
        sheet: heads and rows as CSV that is safe to open. Pure.
        held: the charts shown lately.
        reports: makes the reports; `mailing` sends those that the settings schedule.
        export: takes a list away as a file; None where nobody may.
        targets: names of what an alert can be sent to, as far as the actor may read them.
        unnamed: whether others too would be told of their towns.
        case_desk: what is shown of cases and done with them.
        rule_desk: the rules of alerts: read, checked, tried.
        hours: the towns' business clocks.
        examine: checks the profiles and the sources without asking anything of the world.
        sample: made-up posts, None where there can be none.
        drill: the exercise that is played here, None in real life.
    """

    papers: Papers
    cases: Cases
    decide: Callable[[Record, Town, datetime], Decision]
    draw: Drawing
    analyst: Analyst
    sheet: Callable[[Sequence[str], Iterable[Sequence[object]]], bytes]
    case_desk: CaseDesk
    rule_desk: RuleDesk
    hours: TownHours
    door: Door = field(default_factory=lambda: OpenDoor(DEMO))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    entrance: Entrance | None = None
    heard_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nameless: Callable[[str | None], str | None] = _hidden
    arrivals: Arrivals | None = None
    consequences: Callable[[Record, Town, datetime], dict[str, str]] = lambda *_: {}
    redraft: Callable[[Record, Town, datetime, str], Draft | None] = lambda *_: None
    opening: Callable[[Town, datetime], datetime | None] = lambda _town, moment: moment
    held: HeldCharts = field(default_factory=HeldCharts)
    reports: Reports | None = None
    mailing: ReportMailing | None = None
    export: Exporting | None = None
    targets: tuple[str, ...] = ()
    unnamed: bool = False
    examine: Callable[[], Awaitable[Sequence[Finding]]] = nothing_looked_at
    sample: Sample | None = None
    drill: Drill | None = None
