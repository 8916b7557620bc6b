"""An installation with accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import Browser, a_browser, an_app, an_entrance
from vigie.clock import HeldClock
from webapp.doors.entrance import Entrance


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    """Its clock is the held one: what ends, ends by it."""
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def way_in(store: SqliteStore, clock: HeldClock) -> Entrance:
    return an_entrance(store, clock)


@pytest.fixture
def app(store: SqliteStore, clock: HeldClock, way_in: Entrance) -> Any:
    return an_app(store, clock, way_in)


@pytest.fixture
def browser(app: Any) -> Browser:
    return a_browser(app)
