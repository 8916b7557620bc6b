"""What the page of a search costs beside the bare question that it stands on, in one run.

`python -m bench.search_page [MENTIONS] [FILE]` writes a million mentions (or so many) of two
years into an embedded store, or takes the file of an earlier run as it is; then in turn asks for
pages of the list, facets and all, and asks the store alone for the same twenty-five mentions,
counted as far as the page counts them.
With VIGIE_TEST_ELASTICSEARCH, the same on that Elasticsearch (the indices are removed after).
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from starlette.datastructures import QueryParams

from bench.posts import TOWN
from bench.storing import records
from pipeline.assembly import load_town
from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.sqlite.store import SqliteStore
from tests.sinks.elastic import remove
from tests.webapp.offices import an_office
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.mention import Mention
from vigie.post import Source
from vigie.record import Record
from webapp.app import create
from webapp.mentions.asked import Asked
from webapp.mentions.tallies import COUNTED

_BATCH: Final = 2_000
SPAN: Final = timedelta(days=730)
_SOURCES: Final = 40
NOW: Final = datetime(2026, 11, 23, 14, tzinfo=UTC)

#: What is asked, by the name of its row in docs/performance.md.
PAGES: Final = {
    "the last seven days, as the page opens": "",
    "everything": "period=all",
    "one word, thirty days": "q=d%C3%A9neigement&period=30d",
    "one word, everything": "q=d%C3%A9neigement&period=all",
    "a word, NOT another, a filter, everything": (
        "q=trottoir+SAUF+glace&sentiment=negative&period=all"
    ),
    "a phrase, best first, everything": "q=%22rue+royale%22&order=best&period=all",
    "two filters, everything": "topic=snow&route=invite_311&period=all",
    "one month of last year, by dates": "du=2025-11-01&au=2025-11-30",
}


class Timed(msgspec.Struct, frozen=True):
    """Milliseconds of the page and of the bare question: by the clock, and of CPU."""

    name: str
    page: float
    p95: float
    bare: float
    page_cpu: float
    bare_cpu: float

    @property
    def row(self) -> str:
        """The row of docs/performance.md."""
        return (
            f"| {self.name} | {self.page:.0f} ms | {self.p95:.0f} ms | {self.bare:.0f} ms | "
            f"{self.page / self.bare:.1f} | {self.page_cpu:.0f} ms | {self.bare_cpu:.0f} ms |"
        )


def spread(count: int, span: timedelta = SPAN) -> Iterator[Record]:
    """Yield so many mentions, each itself, in the order of two years; texts come back again."""
    chance, made = random.Random(311), records(min(count, 20_000))
    for number in range(count):
        one = made[chance.randrange(len(made))]
        # In their order, but for some hours, as they arrive.
        at = NOW - span * (1 - number / count) - chance.random() * timedelta(hours=6)
        source = Source(kind="feed", name=f"Banc {number * 7 % _SOURCES}")
        post = msgspec.structs.replace(
            one.mention.post,
            native_id=f"banc-{number}",
            source=source,
            published_at=at,
            fetched_at=at,
        )
        mention = Mention.of(post, TOWN)
        yield msgspec.structs.replace(one, mention=mention, first_seen=at, signature=None)


async def fill(store: Any, count: int, span: timedelta = SPAN) -> None:
    """Write so many mentions, of so long."""
    batch: list[Record] = []
    for record in spread(count, span):
        batch.append(record)
        if len(batch) == _BATCH:
            await store.write(Batch(records=tuple(batch)))
            batch.clear()
    await store.write(Batch(records=tuple(batch)))


async def measured(store: Any, runs: int = 15) -> list[Timed]:
    """Ask for each page and its bare question, in turn; the store must be filled."""
    towns = (load_town(TOWN, None),)
    office = an_office(store)
    clock = HeldClock(NOW)
    app = create(store, towns=towns, clock=clock, coverage=Deaf(), office=office)
    transport = httpx.ASGITransport(app)
    found: list[Timed] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for name, question in PAGES.items():
            query = Asked.of(QueryParams(question)).query(NOW)
            query = msgspec.structs.replace(query, most=COUNTED)

            async def page(question: str = question) -> None:
                (await client.get(f"/mentions?{question}")).raise_for_status()

            async def bare(query: Any = query) -> None:
                await store.search(query)

            await page()
            rounds = [(*await timed(page), *await timed(bare)) for _ in range(runs)]
            pages, page_cpu, bares, bare_cpu = zip(*rounds, strict=True)
            found.append(
                Timed(
                    name=name,
                    page=statistics.median(pages),
                    p95=statistics.quantiles(pages, n=20)[-1],
                    bare=statistics.median(bares),
                    page_cpu=statistics.median(page_cpu),
                    bare_cpu=statistics.median(bare_cpu),
                )
            )
    return found


class Deaf:
    """A coverage with nothing in it: sources are another measure's business."""

    async def states(self) -> dict[str, Any]:
        """No source is known."""
        return {}

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


async def timed(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Return milliseconds by the clock, and of this process's CPU, all threads together."""
    started, spent = time.perf_counter(), time.process_time()
    await work()
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - spent)


@asynccontextmanager
async def elastic(url: str) -> AsyncIterator[ElasticStore]:
    """An empty store of its own on an Elasticsearch, removed after."""
    prefix = f"banc{secrets.token_hex(4)}"
    try:
        async with await ElasticStore.open(ElasticSettings(urls=(url,), prefix=prefix)) as store:
            yield store
    finally:
        remove(url, prefix)


async def run(count: int, path: Path) -> None:
    """Fill what is not filled, measure, print."""
    fresh = not await asyncio.to_thread(path.exists)
    async with await SqliteStore.open(path) as store:
        if fresh:
            started = time.perf_counter()
            await fill(store, count)
            print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
        print(*(timed.row for timed in await measured(store)), sep="\n", flush=True)
    if url := os.environ.get("VIGIE_TEST_ELASTICSEARCH"):
        async with elastic(url) as store:
            await fill(store, count)
            await store.refresh()
            print(*(timed.row for timed in await measured(store)), sep="\n", flush=True)


def main() -> None:
    """Run with what the command line says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        asyncio.run(run(count, Path(sys.argv[2])))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(count, Path(folder) / "vigie.db"))


if __name__ == "__main__":
    main()
