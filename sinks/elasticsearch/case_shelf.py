"""The part of the store that keeps cases: `vigie.case_contracts.Cases`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sinks.elasticsearch import cases
from sinks.elasticsearch.shelf import Shelf
from vigie.case import Case


class CaseShelf:
    """Implements `vigie.case_contracts.Cases` over one index."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def save_cases(self, gathered: Sequence[Case]) -> None:
        """See `Cases.save_cases`."""
        await cases.save(self._shelf, gathered)

    async def case(self, reference: str) -> Case | None:
        """See `Cases.case`."""
        return await cases.one(self._shelf, reference)

    async def case_of(self, mention: str) -> Case | None:
        """See `Cases.case_of`."""
        return await cases.holding(self._shelf, mention)

    async def cases(self, limit: int = 100, state: str | None = None) -> list[Case]:
        """See `Cases.cases`."""
        return await cases.newest(self._shelf, limit, state)

    async def claim_cases(
        self, states: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> list[Case]:
        """See `Cases.claim_cases`."""
        return await cases.claim(self._shelf, states, now, lease, limit)

    async def settle_case(self, case: Case) -> Case | None:
        """See `Cases.settle_case`."""
        return await cases.settle(self._shelf, case)
