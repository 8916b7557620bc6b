"""What the pages do with cases for the front door, and what they show of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from vigie.case import Case, CaseMessage
from vigie.decision import Draft
from vigie.record import Record


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a town's cases are handed over.

    Attributes:
        by: "open311", "email", "webhook" or "csv".
        automatic: by category, how sure a draft must be to leave without a person.
        daily_cap: the most that leave so, a day.
        tells: whether the front door says later what became of a case.
    """

    by: str
    automatic: dict[str, float] = {}
    daily_cap: int = 0
    tells: bool = False


class CaseDesk(Protocol):
    """Cases, as a person looks at them and acts on them.

    Each act is refused when the case is no longer what the person saw: `seen` is
    `CaseDesk.mark` of it then. Acts may block on the store and on the network, and raise
    `InvalidInput` with the sentence that says why nothing was done, `Unavailable` when the
    store is away.
    """

    async def gather(self) -> None:
        """Gather what was asked of the town lately, unless that was done a moment ago.

        Raises:
            Unavailable: the store is away.
        """
        ...

    def way(self, town: str) -> Way | None:
        """Return how a town's cases leave; None: they do not, the hand-off is off."""
        ...

    def message(self, case: Case) -> CaseMessage:
        """Return what the front door is told."""
        ...

    def shown(self, case: Case) -> Sequence[tuple[str, str]]:
        """Return what would leave, field by field, as it would; empty when it is off."""
        ...

    def mark(self, case: Case) -> str:
        """Return what tells this state and this message from any other."""
        ...

    def table(self, cases: Sequence[Case]) -> bytes:
        """Return cases as a CSV file that a spreadsheet opens safely."""
        ...

    def reply(self, record: Record) -> Draft:
        """Draft what a person may answer to a post of a closed case."""
        ...

    async def approve(self, reference: str, seen: str) -> Case:
        """Let the machine send a case."""
        ...

    async def send(self, reference: str, seen: str) -> Case:
        """Send a case now."""
        ...

    async def look(self, reference: str, seen: str, *, again: bool = False) -> Case:
        """Look for a case whose outcome is unknown; with `again`, send it if it is not there."""
        ...

    async def withdraw(self, reference: str, seen: str) -> Case:
        """Take a case out of the hand-off."""
        ...
