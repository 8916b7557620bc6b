"""Charts drawn in a process apart: their language, their limits, what is left when it dies."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import Iterator
from datetime import date

import pytest

from pipeline.drawing import Drawer
from pipeline.drawing_process import Order, draw
from tests.desk import charts
from vigie.chart import Chart, Look
from vigie.errors import Unavailable


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    one = Drawer()
    yield one
    one.close()


def words(svg: bytes) -> str:
    return " ".join(re.findall(r">([^<>]+)<", svg.decode()))


@pytest.mark.parametrize("chart", charts.every_kind(), ids=lambda chart: type(chart).__name__)
async def test_every_kind_of_chart_is_drawn(drawer: Drawer, chart: Chart) -> None:
    svg = await drawer(chart)
    assert svg.startswith(b"<svg")
    assert b"<script" not in svg
    assert b"href" not in svg.replace(b"xmlns:xlink", b"").replace(b"xlink:href", b"href") or (
        b'href="http' not in svg
    )


async def test_dates_and_numbers_are_french_for_a_french_reader(drawer: Drawer) -> None:
    said = words(await drawer(charts.over_time("fr")))
    assert "1er\u00a0nov." in said
    assert "8\u00a0nov." in said
    assert "1\u202f234" in words(await drawer(charts.bars(("Neige", 1234))))
    assert "40\u00a0%" in words(await drawer(charts.before_after("fr")))


async def test_dates_and_numbers_are_english_for_an_english_reader(drawer: Drawer) -> None:
    assert "Nov\u00a08" in words(await drawer(charts.over_time("en")))
    assert "1,234" in words(await drawer(charts.bars(("Snow", 1234), language="en")))


async def test_a_day_is_drawn_on_its_day_whatever_the_zone_of_the_machine(
    drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = charts.over_time(event=date(2026, 11, 16))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    far = Drawer()
    assert await far(chart) == await drawer(chart)
    far.close()


async def test_a_png_is_twice_as_fine(drawer: Drawer) -> None:
    png = await drawer(charts.bars(("Neige", 3)), Look("dark", 400), "png")
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert width == 800


async def test_a_drawing_is_made_once(drawer: Drawer) -> None:
    await drawer(charts.bars(("Neige", 5)))
    assert drawer.pid is not None
    os.kill(drawer.pid, signal.SIGSTOP)
    try:
        again = await asyncio.wait_for(drawer(charts.bars(("Neige", 5))), 2)
    finally:
        os.kill(drawer.pid, signal.SIGCONT)
    assert again.startswith(b"<svg")


async def test_a_process_that_dies_is_told_and_replaced() -> None:
    one = Drawer()
    await one(charts.bars(("Neige", 1)))
    first = one.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    asked = asyncio.create_task(one(charts.bars(("Neige", 2))))
    await asyncio.sleep(0.2)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(Unavailable):
        await asked
    assert (await one(charts.bars(("Neige", 2)))).startswith(b"<svg")
    assert one.pid != first
    one.close()


async def test_a_drawing_that_takes_too_long_is_given_up() -> None:
    one = Drawer(seconds=0.05)
    with pytest.raises(Unavailable):
        await one(charts.bars(("Neige", 1)))
    assert one.pid is None


async def test_the_process_ends_by_itself_when_nobody_draws() -> None:
    one = Drawer(idle=0.2)
    await one(charts.bars(("Neige", 1)))
    for _ in range(50):
        await asyncio.sleep(0.1)
        if one.pid is None:
            return
    pytest.fail("the process is still there")


async def test_a_chart_that_cannot_be_drawn_leaves_the_process_for_the_next(
    drawer: Drawer,
) -> None:
    empty = charts.over_time(days=0)
    with pytest.raises(Unavailable):
        await drawer(empty)
    assert (await drawer(charts.bars(("Neige", 7)))).startswith(b"<svg")


def test_nothing_is_fetched_even_by_a_specification_that_asks_for_it() -> None:
    import vl_convert

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        spec = {
            "data": {"url": f"http://127.0.0.1:{port}/data.json"},
            "mark": "point",
            "encoding": {},
        }
        with pytest.raises(ValueError, match="allowed"):
            vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_letters_are_those_that_come_with_the_drawer() -> None:
    svg = draw(Order(charts.bars(("Neige", 1)), Look(), "svg")).decode()
    families = set(re.findall(r'font-family="([^"]+)"', svg))
    assert families == {"Liberation Sans, Arial, Helvetica, sans-serif"}
