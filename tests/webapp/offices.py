"""What the pages act with, in tests; and a form filled as a browser would send it."""

from __future__ import annotations

from typing import Any

import httpx

from desk.analyst import DeskAnalyst
from desk.corrected import consequences, decide_corrected
from desk.nameless_link import nameless_link
from desk.redrafting import redraft
from desk.response_clock import next_opening
from pipeline.drawing import shared
from pipeline.export_streams import Exports
from pipeline.sheet import csv_of
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.records import read
from vigie.actor import Actor
from vigie.clock import Clock
from webapp.door import OpenDoor
from webapp.forgery import FIELD, Forms
from webapp.office import Office
from webapp.site import Site

KEY = b"une clef pour les essais, et rien d'autre"


def an_office(store: SqliteStore, actor: Actor | None = None, **others: Any) -> Office:
    """The means of whoever acts; `actor` is let in without being asked anything."""
    door = OpenDoor(actor or Actor(name="essai", role="admin"))
    return Office(
        **{
            "papers": store,
            "cases": store,
            "decide": decide_corrected,
            "draw": shared,
            "analyst": DeskAnalyst(),
            "sheet": csv_of,
            "door": door,
            "key": KEY,
            "nameless": nameless_link,
            "arrivals": store,
            "consequences": consequences,
            "redraft": redraft,
            "opening": next_opening,
            "export": Exports((TOWN,)),
            "targets": ("courriel", "salon"),
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


def a_site(store: Any, clock: Clock, actor: Actor, **others: Any) -> Site:
    """The site as `actor` sees it, for what needs no page."""
    site = Site(
        **{
            "store": store,
            "towns": (TOWN,),
            "themes": (),
            "clock": clock,
            "covering": Ears(store, clock),
            "outbox": None,
            "language": "fr",
            "office": an_office(store, actor),
            "forms": Forms(KEY),
        }
        | others
    )
    return site.seen_by(actor)
