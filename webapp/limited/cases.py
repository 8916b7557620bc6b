"""The cases of someone's towns: those of others are not found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from starlette.exceptions import HTTPException

from vigie.case import Case
from vigie.case_contracts import Cases
from webapp.limited.store import Seen

#: Cases are asked for without their town: so many are looked through for those that are theirs.
_LOOKED_THROUGH: Final = 10_000


class LimitedCases:
    """Implements `vigie.case_contracts.Cases` for someone's towns."""

    def __init__(self, cases: Cases, seen: Seen) -> None:
        self._cases = cases
        self._seen = seen

    async def save_cases(self, gathered: Sequence[Case]) -> None:
        """Save cases of theirs alone; see `Cases.save_cases`."""
        if not all(self._seen.town(case.town) for case in gathered):
            raise HTTPException(403)
        await self._cases.save_cases(gathered)

    async def case(self, reference: str) -> Case | None:
        """See `Cases.case`."""
        case = await self._cases.case(reference)
        return case if case and self._seen.town(case.town) else None

    async def case_of(self, mention: str) -> Case | None:
        """See `Cases.case_of`."""
        case = await self._cases.case_of(mention)
        return case if case and self._seen.town(case.town) else None

    async def cases(self, limit: int = 100, state: str | None = None) -> list[Case]:
        """See `Cases.cases`."""
        found = await self._cases.cases(max(limit, _LOOKED_THROUGH), state)
        return [case for case in found if self._seen.town(case.town)][:limit]

    async def claim_cases(
        self, states: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> list[Case]:
        """Refuse: that is a worker's."""
        del states, now, lease, limit
        raise HTTPException(403)

    async def settle_case(self, case: Case) -> Case | None:
        """Settle one of theirs; see `Cases.settle_case`."""
        if await self.case(case.reference) is None or not self._seen.town(case.town):
            raise HTTPException(404)
        return await self._cases.settle_case(case)
