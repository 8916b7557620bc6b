"""What the pages can do beside reading mentions; the pipeline hands it over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from vigie.actor import Actor
from vigie.case_contracts import Cases
from vigie.decision import Decision
from vigie.exporting import Exporting
from vigie.paper import Papers
from vigie.record import Record
from vigie.town import Town
from webapp.door import Door, OpenDoor

#: Whoever opens the demonstration's pages, on its own machine.
DEMO = Actor(name="demo", role="admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The means of those who act.

    Attributes:
        papers: accounts, acts, saved searches: what the team keeps beside mentions.
        cases: what is handed, or is to be, to the front door.
        door: who is let in.
        key: secret of the installation, for the tokens of forms.
        decide: the decision on a record with its corrections in force, at a moment. Pure.
        export: takes a list away as a file; None where nobody may.
        targets: names of what an alert can be sent to.
    """

    papers: Papers
    cases: Cases
    decide: Callable[[Record, Town, datetime], Decision]
    door: Door = field(default_factory=lambda: OpenDoor(DEMO))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    export: Exporting | None = None
    targets: tuple[str, ...] = ()
