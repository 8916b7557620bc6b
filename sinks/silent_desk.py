"""What front doors that only receive have in common: they cannot be asked anything."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.case import Case, CaseMessage
from vigie.case_contracts import Held, Later, Sent, Standing


class SilentDesk:
    """The part of `vigie.case_contracts.FrontDesk` of a door that says nothing later."""

    tells = False

    async def ready(self, said: CaseMessage) -> Held | Later | None:
        """Nothing stands in the way."""
        del said
        return None

    async def find(self, case: Case) -> Sent | Later | None:
        """It cannot be asked."""
        del case
        return None

    async def redeem(self, case: Case) -> Sent | Later | None:
        """It gives no token."""
        del case
        return None

    async def standings(self, cases: Sequence[Case]) -> list[Standing]:
        """It says nothing of what became of cases."""
        del cases
        return []
