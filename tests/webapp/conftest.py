"""The pages over a real SQLite store, asked in process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from vigie.clock import HeldClock
from webapp.app import create


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def ears(store: SqliteStore, clock: HeldClock) -> Ears:
    return Ears(store, clock)


@pytest.fixture
async def client(
    store: SqliteStore, clock: HeldClock, ears: Ears
) -> AsyncIterator[httpx.AsyncClient]:
    registry = CollectorRegistry()
    Counter("vigie_essai_total", "Un compteur.", registry=registry).inc()
    app = create(
        store,
        towns=(TOWN,),
        clock=clock,
        coverage=ears,
        office=an_office(store),
        outbox=store,
        registry=registry,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        yield browser
