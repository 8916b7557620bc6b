"""Browsers of several people on the same installation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from vigie.actor import Actor
from vigie.clock import Clock
from vigie.town import Town
from webapp.app import create


@asynccontextmanager
async def browsing(
    store: SqliteStore,
    clock: Clock,
    actor: Actor | None = None,
    towns: Sequence[Town] = (TOWN,),
    **office: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of someone let in under this name."""
    app = create(
        store,
        towns=towns,
        clock=clock,
        coverage=Ears(store, clock),
        office=an_office(store, actor, **office),
        outbox=store,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        yield browser
