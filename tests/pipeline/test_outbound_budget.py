"""A source's requests of the day: counted, and refused beyond its budget."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import vigie
from pipeline.outbound.budget import Budgeted
from pipeline.outbound.user_agent import user_agent
from tests.pipeline.installations import make_installation
from tests.pipeline.installations import vigie as command
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.errors import Refused


async def test_beyond_its_budget_a_source_waits_for_tomorrow(
    server: LocalServer, clock: HeldClock
) -> None:
    told: list[int] = []
    url = server.serve("/", "x")
    async with way_out(server.url) as out:
        mine = Budgeted(out, clock, 2, lambda: told.append(1))
        await mine.get(url)
        await mine.post(url, b"", {})
        with pytest.raises(Refused) as refused:
            await mine.get(url)
        assert not refused.value.final
        assert refused.value.retry_after == 10 * 3600
        clock.move(timedelta(hours=10))
        assert (await mine.get(url)).status == 200
    assert len(server.received) == len(told) == 3


async def test_streams_and_sockets_are_counted_too(server: LocalServer, clock: HeldClock) -> None:
    async with way_out(server.url) as out:
        mine = Budgeted(out, clock, 0)
        for ask in (
            lambda: mine.stream(server.url, quiet=1),
            lambda: mine.websocket("ws://127.0.0.1:1/", quiet=1),
        ):
            with pytest.raises(Refused):
                ask()
        with pytest.raises(Refused):
            await mine.dial("127.0.0.1", 1)
    assert server.received == []


def test_a_feed_with_a_budget_asks_no_more_than_it(tmp_path: Path, server: LocalServer) -> None:
    url = server.serve("/fil", "<rss/>")
    home = make_installation(
        tmp_path / "ici",
        f'[network]\nallowed_hosts = ["{server.url.removeprefix("http://")}"]',
        f'[[source]]\nkind = "feed"\nname = "Un"\nurl = "{url}"\nrequests_per_day = 0',
    )
    assert command("--home", home, "run", "--once").code == 4


def test_sites_are_told_which_towns_ask() -> None:
    product = f"Vigie/{vigie.__version__}"
    assert user_agent("", ["Trois-Rivières"]) == f"{product} (Trois-Rivieres)"
    assert user_agent("a@b.example", ["Namur"]) == f"{product} (Namur; +a@b.example)"
    many = user_agent("", ["A", "B", "C", "D (x)"])
    assert many == f"{product} (A, B, C, 4 towns)"
    assert user_agent("", ["D (x); y\n"]) == f"{product} (D x y)"
