"""Posts about one pothole, from Kafka to the town's 311 and back, with two workers at work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from pipeline import case_actions, plugins
from pipeline.assembly import load_town
from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.outbound.client import HttpOutbound
from sinks.open311 import Open311Desk
from sinks.open311_client import Open311Client
from tests.doubles.open311 import Open311Town
from tests.pipeline.distributed.shops import TOWN, Shop, heard, put, shop
from tests.pipeline.distributed.working import at_work, nothing_waits, until
from tests.servers import LocalServer
from vigie.case import Case
from vigie.contracts import Enricher

HOLE = "Il y a un énorme nid-de-poule sur la rue des Forges à Trois-Rivières ({}), réparez-le svp!"
CRITICISM = "Le maire de Trois-Rivières parle beaucoup des taxes ({})."


class Ahead:
    """The time of day, moved ahead as one likes."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@asynccontextmanager
async def two_shops(folder: Path, url: str, clock: Ahead) -> AsyncIterator[tuple[Shop, Shop]]:
    """Two processes' worth of one installation, which judge as Vigie does."""
    town = load_town(TOWN, None)
    options = {"detector": "lingua", "lexicons": None, "model": None, "accounts": {}}
    stages: list[Enricher] = [
        plugins.load(plugins.ENRICHERS, name)(town, options)
        for name in plugins.names(plugins.ENRICHERS)
    ]
    async with AsyncExitStack() as opened:
        shops = []
        for _ in range(2):
            outbound = HttpOutbound(allowed_hosts=[urlsplit(url).netloc], spacing=0)
            await opened.enter_async_context(outbound)
            zone = ZoneInfo(town.timezone)
            client = Open311Client(
                url, outbound, clock, key=lambda: "cle-fictive", zone=zone, spacing=0
            )
            desk = Open311Desk(client, clock, services={"pothole": "001"}, given={})
            made = shop(folder, stages=stages, desks={TOWN: desk}, clock=clock)
            shops.append(await opened.enter_async_context(made))
        yield shops[0], shops[1]


async def test_forty_posts_on_one_hole_are_handed_over_once_and_their_status_comes_back(
    kafka: Kafka, tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.handing._GATHERED_EVERY", 0.2)
    monkeypatch.setattr("pipeline.distributed.housekeeping._ROUND", 0.2)
    door, clock = Open311Town(now=datetime.now(UTC)), Ahead()
    async with two_shops(tmp_path, door.serve(server), clock) as (one, other):

        async def state(wanted: str) -> bool:
            return [case.handoff.state for case in await one.store.cases()] == [wanted]

        async with at_work(one, kafka), at_work(other, kafka):
            posts = [heard(n, HOLE.format(n)) for n in range(40)]
            posts += [heard(n, CRITICISM.format(n)) for n in range(40, 45)]
            await put(kafka, map(wire.heard, posts))
            await until(lambda: nothing_waits(kafka))
            await until(lambda: state("draft"))
            await until(lambda: _gathered(one, 40))
            await asyncio.sleep(1)
            assert door.forms == []  # nobody has said so yet
            (case,) = await one.store.cases()
            assert case.category == "pothole"
            await case_actions.approve(one.store, one.handing, clock, case.reference)
            await until(lambda: state("open"))
            # The same messages again, and rounds of both workers: it is not posted again.
            await put(kafka, map(wire.heard, posts))
            await until(lambda: nothing_waits(kafka))
            door.close(0, "Comblé.")
            clock.by = timedelta(hours=2)
            await until(lambda: state("closed"))
            await until(lambda: _one_shows_it(one, other))
        (form,) = door.forms
        (closed,) = await one.store.cases()
    assert form["service_code"] == ["001"]
    assert form["description"][0].startswith(f"[{case.reference}] Nid-de-poule, rue des Forges")
    assert closed.handoff.request == door.made[0]["service_request_id"]
    assert closed.handoff.status_notes == "Comblé."
    assert len(closed.posts) == 40
    assert _handed(one) + _handed(other) == 1


async def _gathered(it: Shop, posts: int) -> bool:
    found: list[Case] = await it.store.cases()
    return [len(case.posts) for case in found] == [posts]


def _handed(it: Shop) -> float:
    labels = {"way": "open311", "outcome": "sent"}
    found = it.metrics.registry.get_sample_value("vigie_case_handoffs_total", labels)
    return found or 0.0


async def _one_shows_it(*shops: Shop) -> bool:
    """The worker that holds the lease shows the closed case in its metrics, and no other."""
    labels = {"state": "closed"}
    shown = [it.metrics.registry.get_sample_value("vigie_cases", labels) for it in shops]
    return set(shown) == {None, 1.0}
