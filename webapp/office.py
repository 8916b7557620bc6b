"""What the pages can do beside reading mentions; the pipeline hands it over."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vigie.actor import Actor
from vigie.arrivals import Arrivals
from vigie.case_contracts import Cases
from vigie.case_desk import CaseDesk
from vigie.chart import Drawing
from vigie.comparison import Analyst
from vigie.decision import Decision, Draft
from vigie.paper import Papers
from vigie.record import Record
from vigie.rule_desk import RuleDesk
from vigie.town import Town
from webapp.door import Door, OpenDoor
from webapp.doors.entrance import Entrance
from webapp.held_charts import HeldCharts

#: Whoever opens the demonstration's pages, on its own machine.
DEMO = Actor(name="demo", role="admin")


def _hidden(_address: str | None) -> None:
    """Tell no address, where nobody can say whom it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The means of those who act.

    Attributes:
        papers: accounts, acts, saved searches: what the team keeps beside mentions.
        cases: what is handed, or is to be, to the front door.
        door: who is let in.
        key: secret of the installation, for the tokens of forms.
        decide: the decision on a record with its corrections in force, at a moment. Pure.
        nameless: a post's address if it names nobody, else None. Pure.
        arrivals: what was heard, in the order in which it came; None where nobody can tell.
        consequences: what follows from a record's corrections (`Review.consequences`). Pure.
        redraft: the reply from one of the town's templates, by its id; None if it does not fit.
        opening: when a town next opens from a moment on; None when it never does.
        entrance: accounts and what lets them in; None where there is no account, as in the demo.
        heard_for: source's name → slugs of the towns that it is read for, () for all.
        case_desk: what is shown of cases and done with them.
        rule_desk: the rules of alerts: read, checked, tried.
        draw: draws the charts.
        analyst: compares, and tells how the clocks were kept. Pure.
        sheet: heads and rows as CSV that is safe to open. Pure.
        held: the charts shown lately.
    """

    papers: Papers
    cases: Cases
    decide: Callable[[Record, Town, datetime], Decision]
    case_desk: CaseDesk
    rule_desk: RuleDesk
    draw: Drawing
    analyst: Analyst
    sheet: Callable[[Sequence[str], Iterable[Sequence[object]]], bytes]
    door: Door = field(default_factory=lambda: OpenDoor(DEMO))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    nameless: Callable[[str | None], str | None] = _hidden
    arrivals: Arrivals | None = None
    consequences: Callable[[Record, Town, datetime], dict[str, str]] = lambda *_: {}
    redraft: Callable[[Record, Town, datetime, str], Draft | None] = lambda *_: None
    opening: Callable[[Town, datetime], datetime | None] = lambda _town, moment: moment
    entrance: Entrance | None = None
    heard_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    held: HeldCharts = field(default_factory=HeldCharts)
