"""What the pages act with, in tests; and a form filled as a browser would send it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import httpx

from desk.alert_rules import in_effect, read_rules
from desk.analyst import DeskAnalyst
from desk.corrected import consequences, decide_corrected
from desk.nameless_link import nameless_link
from desk.opening_hours import OpeningHours
from desk.redrafting import redraft
from desk.response_clock import next_opening
from pipeline.case_desk import InstalledCases
from pipeline.chain import Chain
from pipeline.desk_rules import DeskRules
from pipeline.drawing import shared
from pipeline.export_streams import Exports
from pipeline.handing import Handing
from pipeline.installation import Installation
from pipeline.rule_desk import InstalledRules
from pipeline.settings_handoff import HandoffSettings
from pipeline.sheet import csv_of
from pipeline.stages import Stages, TownParts, Watch
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.covering import Ears
from tests.webapp.records import read
from vigie.actor import Actor
from vigie.case_contracts import FrontDesk
from vigie.clock import Clock, HeldClock
from vigie.town import Town
from webapp.door import OpenDoor
from webapp.forgery import FIELD, Forms
from webapp.office import Office
from webapp.site import Site

KEY = b"une clef pour les essais, et rien d'autre"


def an_installation(
    store: SqliteStore,
    *,
    clock: Clock | None = None,
    towns: Collection[Town] = (TOWN,),
    desks: Mapping[str, FrontDesk] | None = None,
    handoff: HandoffSettings | None = None,
    rules: Sequence[Mapping[str, Any]] = (),
    targets: tuple[str, ...] = ("équipe",),
) -> Installation:
    """As much of an installation as the pages' means are made of; its hand-off is off."""
    now, asked = clock or HeldClock(MONDAY), handoff or HandoffSettings()
    settled = in_effect(read_rules(rules, targets))
    watch = Watch(rules=settled, targets=targets, page_url="http://127.0.0.1:8311")
    parts = {town.slug: TownParts(town=town, chain=Chain(())) for town in towns}
    handing = Handing(
        store, desks=desks or {}, towns=towns, settings=asked, clock=now, language="fr"
    )
    made = SimpleNamespace(
        store=store,
        clock=now,
        towns=tuple(towns),
        language="fr",
        settings=SimpleNamespace(handoff=asked, rule=tuple(rules)),
        handing=handing,
        rules=settled,
        intake=SimpleNamespace(stages=Stages(parts, watch)),
        desk_rules=DeskRules(store, watch),
    )
    return cast("Installation", made)


def an_office(store: SqliteStore, actor: Actor | None = None, **others: Any) -> Office:
    """The means of whoever acts; `actor` is let in without being asked anything.

    `it` is the installation that they act on, one whose hand-off is off by default.
    """
    it: Installation = others.pop("it", None) or an_installation(store)
    door = OpenDoor(actor or Actor(name="essai", role="admin"))
    return Office(
        **{
            "papers": store,
            "cases": store,
            "decide": decide_corrected,
            "draw": shared,
            "analyst": DeskAnalyst(),
            "sheet": csv_of,
            "case_desk": InstalledCases(it),
            "rule_desk": InstalledRules(it),
            "hours": OpeningHours(),
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
