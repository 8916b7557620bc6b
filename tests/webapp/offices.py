"""What the pages act with, in tests; and a form filled as a browser would send it."""

from __future__ import annotations

from typing import Any

import httpx

from desk.corrected import decide_corrected
from desk.opening_hours import OpeningHours
from sinks.sqlite.store import SqliteStore
from tests.webapp.records import read
from vigie.actor import Actor
from webapp.door import OpenDoor
from webapp.forgery import FIELD
from webapp.office import Office

KEY = b"une clef pour les essais, et rien d'autre"


def an_office(store: SqliteStore, actor: Actor | None = None, **others: Any) -> Office:
    """The means of whoever acts; `actor` is let in without being asked anything."""
    door = OpenDoor(actor or Actor(name="essai", role="admin"))
    return Office(
        **{
            "papers": store,
            "cases": store,
            "decide": decide_corrected,
            "hours": OpeningHours(),
            "door": door,
            "key": KEY,
        }
        | others
    )


async def send(
    client: httpx.AsyncClient, path: str, page: str = "/mentions", **fields: str
) -> httpx.Response:
    """Send a form as the page at `page` would, with the token that it holds."""
    shown = read((await client.get(page)).text)
    tokens = [each.attributes["value"] for each in shown.all("input", name=FIELD)]
    return await client.post(path, data={FIELD: tokens[0] if tokens else "", **fields})
