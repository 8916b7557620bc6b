"""The store beside the bare `executemany` and the bare FTS5 that it stands on."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.measure import one_core
from bench.posts import TOWN, about, judged
from desk.routing import decide
from pipeline.assembly import build_chain, load_town
from sinks.sqlite.store import SqliteStore
from vigie.batch import Batch
from vigie.clock import SystemClock
from vigie.codec import encode
from vigie.query import Query
from vigie.query_syntax import parse
from vigie.record import Record
from vigie.signature import signature

_BATCH = 500
#: What a veille officer types, and what each is to bare FTS5.
QUERIES = (
    "nid-de-poule",
    '"rue royale"',
    "déneigement OR glace",
    "trottoir NOT glace",
    "merci",
    "lampadaire topic:lighting",
    "collecte bac",
    "snow",
    "taxes conseil",
    "patin*",
)


class Stored(msgspec.Struct, frozen=True):
    """Seconds of both writers; milliseconds of both readers at the 95th percentile."""

    ours: float
    bare: float
    search_p95: float
    bare_search_p95: float

    @property
    def ratio(self) -> float:
        """How many times the bare write ours costs."""
        return self.ours / self.bare

    @property
    def search_ratio(self) -> float:
        """How many times the bare search ours costs."""
        return self.search_p95 / self.bare_search_p95


def records(count: int) -> list[Record]:
    """Return judged and routed mentions, made once from a few thousand judged ones."""
    town = load_town(TOWN, None)
    stages = build_chain(town, options={})
    now = datetime.now(UTC)
    seen = stages.judge([judged(text, n) for n, text in enumerate(about(4000))])
    made = []
    for n, text in enumerate(about(count, seed=7)):
        said = seen[n % len(seen)].judgement
        one = msgspec.structs.replace(judged(text, n), judgement=said)
        made.append(
            Record(
                mention=one.mention,
                judgement=said,
                decision=decide(one, town, now),
                first_seen=now,
                signature=signature(text),
            )
        )
    return made


async def store(count: int = 100_000) -> Stored:
    """Write and search `count` mentions in both ways, on the same disk."""
    made = records(count)
    with tempfile.TemporaryDirectory() as folder:
        ours, p95 = await _ours(Path(folder) / "ours.db", made)
        bare, bare_p95 = _bare(Path(folder) / "bare.db", made)
    return Stored(ours, bare, p95, bare_p95)


async def _ours(path: Path, made: Sequence[Record]) -> tuple[float, float]:
    opened = await SqliteStore.open(path, clock=SystemClock())
    try:
        started = time.perf_counter()
        for start in range(0, len(made), _BATCH):
            await opened.write(Batch(records=tuple(made[start : start + _BATCH])))
        spent = time.perf_counter() - started
        times: list[float] = []
        for words in QUERIES * 10:
            query = Query(where=parse(words), limit=20)
            began = time.perf_counter()
            await opened.search(query)
            times.append(time.perf_counter() - began)
    finally:
        await opened.close()
    return spent, _p95(times)


def _bare(path: Path, made: Sequence[Record]) -> tuple[float, float]:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE mention (id TEXT PRIMARY KEY, body BLOB, at INTEGER)")
    connection.execute("CREATE INDEX at ON mention (at)")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    started = time.perf_counter()
    for start in range(0, len(made), _BATCH):
        rows = made[start : start + _BATCH]
        at = [int(r.mention.post.published_at.timestamp()) for r in rows]
        bodies = [(r.mention.id, encode(r), a) for r, a in zip(rows, at, strict=True)]
        with connection:
            connection.executemany("INSERT INTO mention VALUES (?, ?, ?)", bodies)
            connection.executemany(
                "INSERT INTO words (text) VALUES (?)", [(r.mention.post.text,) for r in rows]
            )
    spent = time.perf_counter() - started
    times = [_timed(lambda w=words: _search(connection, w)) for words in QUERIES * 10]  # type: ignore[misc]
    connection.close()
    return spent, _p95(times)


def _search(connection: sqlite3.Connection, words: str) -> None:
    """Ask what ours asks: the total, and the newest twenty with their bodies."""
    match = words.replace(" topic:lighting", "").replace("nid-de-poule", '"nid-de-poule"')
    connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match,)).fetchone()
    connection.execute(
        "SELECT m.body FROM words w JOIN mention m ON m.rowid = w.rowid"
        " WHERE words MATCH ? ORDER BY m.at DESC LIMIT 20",
        (match,),
    ).fetchall()


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _p95(times: Sequence[float]) -> float:
    return 1000 * statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    one_core()
    stored = asyncio.run(store())
    print(stored, stored.ratio, stored.search_ratio)
