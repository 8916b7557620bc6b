"""A front door that does what it is told, and remembers."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.case import Case, CaseMessage
from vigie.case_contracts import Held, Later, Outcome, Sent, Standing


class Door:
    """A front door that does what it is told, and remembers."""

    by = "open311"
    repeats = False
    tells = True

    def __init__(self) -> None:
        self.got: list[CaseMessage] = []
        self.looked = 0
        self.obstacle: Held | Later | None = None
        self.outcomes: list[Outcome | Exception] = []
        self.there: Sent | Later | None = None
        self.ids: list[Sent | Later | None] = []
        self.told: list[Standing] = []

    def shown(self, said: CaseMessage) -> Sequence[tuple[str, str]]:
        return [("service_code", "001"), ("description", said.text)]

    async def ready(self, said: CaseMessage) -> Held | Later | None:
        del said
        return self.obstacle

    async def hand(self, said: CaseMessage) -> Outcome:
        self.got.append(said)
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(request=str(len(self.got)))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def find(self, case: Case) -> Sent | Later | None:
        del case
        self.looked += 1
        return self.there

    async def redeem(self, case: Case) -> Sent | Later | None:
        del case
        return self.ids.pop(0)

    async def standings(self, cases: Sequence[Case]) -> list[Standing]:
        del cases
        return self.told
