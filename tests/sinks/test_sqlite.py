"""The embedded store keeps the stores' promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sinks.sqlite import SqliteStore
from tests.sinks.arrival_contract import ArrivalContract
from tests.sinks.case_contract import CaseContract
from tests.sinks.paper_contract import PaperContract
from tests.sinks.store_contract import StoreContract
from vigie.clock import HeldClock


class TestSqliteStore(StoreContract, CaseContract, PaperContract, ArrivalContract):
    @pytest.fixture
    async def store(self, tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
        async with await SqliteStore.open(tmp_path / "vigie.db", clock) as store:
            yield store
