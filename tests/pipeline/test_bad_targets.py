"""A target's bad days, through the outbox and real sockets, on a clock that a test moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.delivering import deliver_due
from pipeline.delivery_schedule import SCHEDULE
from pipeline.outbound.client import HttpOutbound
from tests.pipeline.outboxes import MemoryOutbox
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from tests.sinks.test_webhook import target
from vigie.clock import HeldClock
from vigie.contracts import Deliverer


@pytest.fixture
async def out(server: LocalServer) -> AsyncIterator[HttpOutbound]:
    async with way_out(server.url) as opened:
        yield opened


async def days(
    hours: float, outbox: MemoryOutbox, targets: dict[str, Deliverer], clock: HeldClock
) -> None:
    """Deliver what is due, each time something is, for so long."""
    end = clock.now() + timedelta(hours=hours)
    while clock.now() < end:
        await deliver_due(outbox, targets, clock, jitter=lambda: 0.0)
        due = [d.due_at for d in outbox.kept.values() if d.state == "pending"]
        step = min([*due, end]) - clock.now()
        clock.move(max(step, timedelta(seconds=1)))


async def test_a_day_of_500_delays_its_own_alerts_and_loses_none(
    server: LocalServer, tmp_path: Path, clock: HeldClock, out: HttpOutbound
) -> None:
    ill, well = server.serve("/malade", "", 500), server.serve("/sain", "")
    targets: dict[str, Deliverer] = {
        "malade": target(out, tmp_path, ill, clock=clock),
        "sain": target(out, tmp_path, well, clock=clock),
    }
    outbox = MemoryOutbox()
    for name in targets:
        outbox.put(name, "a", "b", "c", due_at=clock.now())
    await days(24, outbox, targets, clock)
    tried = Counter(r.headers["webhook-id"] for r in server.received if r.path == "/malade")
    begun = sum(1 for n in range(len(SCHEDULE)) if sum(SCHEDULE[: n + 1]) < 86_400)
    assert tried["alert_a"] == begun == 7
    assert all(d.state == "sent" for d in outbox.kept.values() if d.target == "sain")
    server.serve("/malade", "")
    await days(60, outbox, targets, clock)
    assert {d.state for d in outbox.kept.values()} == {"sent"}
    assert len([r for r in server.received if r.path == "/sain"]) == 3


async def test_a_storm_of_429_is_waited_out_at_the_pace_that_was_asked(
    server: LocalServer, tmp_path: Path, clock: HeldClock, out: HttpOutbound
) -> None:
    asked_at: list[float] = []
    began = clock.now()

    def one_a_minute(exchange: Exchange) -> None:
        now = (clock.now() - began).total_seconds()
        if asked_at and now - asked_at[-1] < 60:
            exchange.reply(b"", 429, {"Retry-After": "60"})
            return
        asked_at.append(now)
        exchange.reply(b"")

    server.routes["/lent"] = one_a_minute
    outbox = MemoryOutbox()
    targets: dict[str, Deliverer] = {
        "lent": target(out, tmp_path, server.url + "/lent", clock=clock)
    }
    outbox.put("lent", *(str(n) for n in range(20)), due_at=clock.now())
    await days(10, outbox, targets, clock)
    assert {d.state for d in outbox.kept.values()} == {"sent"}
    # Each minute one is taken and one is told to wait: never more.
    assert len(server.received) <= 2 * 20 + 20
    assert max(d.attempts for d in outbox.kept.values()) <= 4
