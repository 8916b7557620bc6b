"""What drawing a chart costs beside a bare call of vl-convert, and what the page waits for.

`python -m bench.charts`: median of 30 drawings of each kind, warm, one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec
import vl_convert

from desk.charts.drawn import specification
from desk.charts.look import date_locale, number_locale
from pipeline.drawing import Drawer
from tests.desk import charts
from vigie.chart import Chart, Look

TIMES = 30


def main() -> None:
    started = time.perf_counter()
    drawer = Drawer()
    asyncio.run(_draw(drawer, charts.bars(("Neige", 1)), 1))
    print(f"first drawing, its process started: {time.perf_counter() - started:.2f} s")
    for chart in (charts.over_time(days=90), *charts.every_kind()[1:]):
        bare = _bare(chart)
        ours = asyncio.run(_draw(drawer, chart, TIMES))
        known = asyncio.run(_again(drawer, chart))
        print(
            f"{type(chart).__name__:12} bare {bare * 1e3:6.1f} ms  "
            f"drawn {ours * 1e3:6.1f} ms  ratio {ours / bare:4.2f}  "
            f"remembered {known * 1e3:5.2f} ms"
        )
    print(f"memory of the process: {_memory(drawer) / 1024:.0f} MB")
    drawer.close()


def _bare(chart: Chart) -> float:
    spec = specification(chart, Look())
    numbers, dates = number_locale(chart.language), date_locale(chart.language)

    def call() -> None:
        vl_convert.vegalite_to_svg(
            spec, allowed_base_urls=[], format_locale=numbers, time_format_locale=dates
        )

    call()
    return median(_timed(call) for _ in range(TIMES))


def _timed(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


async def _draw(drawer: Drawer, chart: Chart, times: int) -> float:
    found = []
    for place in range(times):
        # Another alternative text is another drawing: nothing is remembered.
        other = msgspec.structs.replace(chart, alt=f"{chart.alt} {place}")
        started = time.perf_counter()
        await drawer(other)
        found.append(time.perf_counter() - started)
    return median(found)


async def _again(drawer: Drawer, chart: Chart) -> float:
    await drawer(chart)
    started = time.perf_counter()
    for _ in range(TIMES):
        await drawer(chart)
    return (time.perf_counter() - started) / TIMES


def _memory(drawer: Drawer) -> int:
    status = Path(f"/proc/{drawer.pid}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    main()
