"""What « this morning » costs beside the questions that it asks of the store, in one run.

`python -m bench.morning_page [MENTIONS] [FILE] [DAYS]` takes the store that `bench.search_page`
fills (or fills one, with mentions of two years or of so many days) and asks for `/` and, in turn,
for the store's answers alone. With VIGIE_TEST_ELASTICSEARCH, also on that Elasticsearch (the
indices are removed after).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec.structs import replace

from bench.posts import TOWN
from bench.search_page import NOW, SPAN, Deaf, elastic, fill, timed
from pipeline.assembly import load_town
from sinks.sqlite.store import SqliteStore
from tests.webapp.offices import an_office
from vigie.clock import HeldClock
from webapp.app import create
from webapp.morning.questions import ask_morning, heard, queries

_RUNS: Final = 15


async def measured(store: Any, town: Any) -> str:
    """Return the row of docs/performance.md; the store must be filled."""
    office = an_office(store)
    app = create(store, towns=(town,), clock=HeldClock(NOW), coverage=Deaf(), office=office)
    about = heard(town, NOW, office.hours, None)
    late = queries(about)["late"]

    async def page() -> None:
        (await client.get("/")).raise_for_status()

    async def bare() -> None:
        await ask_morning(store, about, [])

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await page()
        rounds = [(*await timed(page), *await timed(bare)) for _ in range(_RUNS)]
    overdue = (await store.search(replace(late, limit=1))).total
    pages, page_cpu, bares, bare_cpu = (statistics.median(c) for c in zip(*rounds, strict=True))
    return (
        f"| {overdue:,} | {pages:.0f} ms | {bares:.0f} ms | "
        f"{page_cpu / bare_cpu:.1f} | {page_cpu:.0f} ms | {bare_cpu:.0f} ms |"
    )


async def run(count: int, path: Path, span: timedelta = SPAN) -> None:
    """Fill what is not filled, measure, print."""
    fresh = not await asyncio.to_thread(path.exists)
    town = load_town(TOWN, None)
    async with await SqliteStore.open(path) as store:
        if fresh:
            await fill(store, count, span)
        print(await measured(store, town), flush=True)
    if url := os.environ.get("VIGIE_TEST_ELASTICSEARCH"):
        async with elastic(url) as store:
            await fill(store, count, span)
            await store.refresh()
            print(await measured(store, town), flush=True)


def main() -> None:
    """Run with what the command line says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        span = timedelta(days=int(sys.argv[3])) if len(sys.argv) > 3 else SPAN
        asyncio.run(run(count, Path(sys.argv[2]), span))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(count, Path(folder) / "vigie.db"))


if __name__ == "__main__":
    main()
