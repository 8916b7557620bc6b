"""A million mentions written by the store, beside the same documents by the bare client.

`python -m bench.elastic_storing [--short] [--mentions N]`. Slices of 10,000 in turn, each way
first every other time, so that what drifts (the disk, the machine's other work) drifts for
both; then the queries of `bench.elastic_queries` on what was stored. About an hour in full.
"""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch

from bench.bare_bulk import Document, by_values, make_like, settled
from bench.cpu_of import cpu
from bench.elastic_queries import asked, table_of_queries
from bench.judged_mentions import pool, records, slices
from bench.servers import Servers, servers
from bench.worker import REFRESH
from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.elasticsearch.document import build
from sinks.moments import micros
from vigie.batch import Batch
from vigie.codec import encode
from vigie.record import Record

BATCH: Final = 500
SLICE: Final = 10_000


class Sum(msgspec.Struct):
    """What one way of writing has taken so far."""

    documents: int = 0
    wall: float = 0.0
    client: float = 0.0
    search: float = 0.0

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.wall if self.wall else 0.0

    def each(self, seconds: float) -> float:
        """Return microseconds a document."""
        return 1e6 * seconds / max(1, self.documents)


class Loading:
    """Writes the same mentions in both ways, slice by slice."""

    def __init__(
        self, where: Servers, store: ElasticStore, client: Elasticsearch, full: int
    ) -> None:
        self._where = where
        self._store = store
        self._client = client
        self._slices = slices(records(full, pool()), min(SLICE, max(100, full // 100)))
        self._months = set[str]()
        self._turn = 0
        self.ours, self.bare = Sum(), Sum()
        self.ratios = list[float]()

    async def upto(self, count: int) -> None:
        """Go on until so many are written."""
        while self.ours.documents < count:
            some = next(self._slices)
            held = [_document(record) for record in some]
            self._prepare(some)
            before = self.ours.wall, self.bare.wall
            for ours in (True, False) if self._turn % 2 == 0 else (False, True):
                if ours:
                    await self._timed(self.ours, len(some), lambda s=some: self._write(s))  # type: ignore[misc]
                else:
                    await self._timed(self.bare, len(some), lambda s=some, h=held: self._bulk(s, h))  # type: ignore[misc]
            self._turn += 1
            self.ratios.append((self.bare.wall - before[1]) / (self.ours.wall - before[0]))

    def bytes_on_disk(self) -> int:
        """Return the size of the store's mentions, once nothing is being merged."""
        settled(self._client)
        found = self._client.indices.stats(index=f"{self._where.prefix}-mentions", metric="store")
        return int(found["_all"]["primaries"]["store"]["size_in_bytes"])

    async def _timed(self, to: Sum, count: int, work: Callable[[], Awaitable[None]]) -> None:
        search = cpu(self._where.search)
        wall, client = time.perf_counter(), time.process_time()
        await work()
        to.documents += count
        to.wall += time.perf_counter() - wall
        to.client += time.process_time() - client
        to.search += cpu(self._where.search) - search

    async def _write(self, some: Sequence[Record]) -> None:
        for start in range(0, len(some), BATCH):
            await self._store.write(Batch(records=tuple(some[start : start + BATCH])))

    async def _bulk(self, some: Sequence[Record], held: Sequence[Document]) -> None:
        """Write by the bare client; a slice rarely spans two months, and then goes in parts."""
        for month in sorted({self._month(record) for record in some}):
            mine = [d for r, d in zip(some, held, strict=True) if self._month(r) == month]
            by_values(self._client, month, mine)

    def _prepare(self, some: Sequence[Record]) -> None:
        """Make the bare way's months, outside of what is timed."""
        for month in {self._month(record) for record in some} - self._months:
            make_like(self._client, f"{self._where.prefix}-like", month)
            self._months.add(month)

    def _month(self, record: Record) -> str:
        return f"{self._where.prefix}-bare-{record.first_seen:%Y.%m}"


def _document(record: Record) -> Document:
    built = build(
        record,
        encode(record),
        placed_us=micros(record.mention.post.published_at),
        written_us=micros(record.first_seen),
        writer="bench",
    )
    found: dict[str, Any] = msgspec.json.decode(built)
    return record.mention.id, found


@asynccontextmanager
async def loading(where: Servers, full: int) -> AsyncIterator[tuple[Loading, ElasticStore]]:
    """Open the store under the prefix, and what loads it."""
    settings = ElasticSettings(
        urls=(where.elasticsearch,), prefix=where.prefix, refresh_seconds=REFRESH
    )
    async with await ElasticStore.open(settings) as store:
        with Elasticsearch(where.elasticsearch, request_timeout=120) as client:
            _model(client, where.prefix)
            yield Loading(where, store, client, full), store


def _model(client: Elasticsearch, prefix: str) -> None:
    """Make an empty index by the store's template, for the bare way's to be made like it."""
    templates = client.indices.get_index_template(name=f"{prefix}-mentions*")
    held = templates["index_templates"][0]["index_template"]["template"]
    client.indices.create(
        index=f"{prefix}-like", mappings=held["mappings"], settings=held["settings"]
    )


def table(found: Loading) -> list[str]:
    """Return the rows of both ways of writing."""
    ours, bare, ratios = found.ours, found.bare, sorted(found.ratios)
    middle = f"{ratios[len(ratios) // 2]:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"
    return [
        "| writing | documents/s | client, µs CPU | Elasticsearch, µs CPU |",
        "|---|---|---|---|",
        _row("the store", ours),
        _row("the bare client, `helpers.bulk` of the same documents", bare),
        f"| the store's rate against it, median of {len(ratios)} slices | {middle} | | |",
    ]


def _row(name: str, one: Sum) -> str:
    spent = f"{one.each(one.client):,.0f} | {one.each(one.search):,.0f}"
    return f"| {name} | {one.rate:,.0f} | {spent} |"


async def measure(where: Servers, count: int, runs: int) -> list[str]:
    """Load, then ask; return the rows."""
    async with loading(where, count) as (made, store):
        await made.upto(count)
        size = made.bytes_on_disk()
        answers = await asked(where, store, runs)
    told = f"{count:,} mentions: {size / 1e6:,.0f} MB on disk"
    return [*table(made), "", told, "", *table_of_queries(answers)]


def main() -> None:
    """Measure, print the tables."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    parser.add_argument("--mentions", type=int)
    told = parser.parse_args()
    count = told.mentions or (10_000 if told.short else 1_000_000)
    with servers() as where:
        print("\n".join(asyncio.run(measure(where, count, 10 if told.short else 200))))


if __name__ == "__main__":
    main()
