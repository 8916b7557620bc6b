"""What a look for spikes costs beside the bare query that it stands on, in one run.

`python -m bench.spike_cost [MENTIONS]` writes a million mentions (or so many) of ten weeks into an
embedded store, and then in turn looks for spikes in two series (all, and negative ones about
snow) and asks SQLite for the bare hourly counts of the same two. Ten minutes for a million.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from bench.posts import TOWN
from bench.storing import records
from desk.alert_rule import AlertRule, When
from pipeline.assembly import load_town
from pipeline.chain import Chain
from pipeline.number_rules import HISTORY_HOURS, NumberRules
from pipeline.stages import TownParts, Watch
from sinks.moments import micros
from sinks.sqlite.store import SqliteStore
from vigie.batch import Batch
from vigie.mention import Mention
from vigie.record import Record

_BATCH: Final = 2_000
_SPAN: Final = timedelta(days=70)
_HOUR: Final = 3_600_000_000
_RULES: Final = (
    AlertRule(name="volume", spike="volume"),
    AlertRule(name="snow", spike="topic:snow", when=When(sentiment=("negative",))),
)
_COUNT: Final = (
    "SELECT published_at / ?, count(*) FROM mentions WHERE town = ? AND published_at >= ?"
)
_BARE: Final = (
    f"{_COUNT} GROUP BY 1",
    f"{_COUNT} AND topic = 'snow' AND sentiment = 'negative' GROUP BY 1",
)


def spread(count: int) -> Iterator[Record]:
    """Yield so many mentions, each itself, evenly over the weeks; texts come back again."""
    chance, made = random.Random(311), records(min(count, 20_000))
    now = max(one.first_seen for one in made)
    for number in range(count):
        one = made[number % len(made)]
        at = now - chance.random() * _SPAN
        post = msgspec.structs.replace(
            one.mention.post, native_id=f"banc-{number}", published_at=at, fetched_at=at
        )
        mention = Mention.of(post, TOWN)
        # Without signatures: near-duplicates are another measure's business.
        yield msgspec.structs.replace(one, mention=mention, first_seen=at, signature=None)


async def measured(folder: Path, count: int, rounds: int = 5) -> list[tuple[float, float]]:
    """Return seconds of a look and of the bare query, a pair a round."""
    town = load_town(TOWN, None)
    async with await SqliteStore.open(folder / "vigie.db") as store:
        now = await _fill(store, count)
        watch = Watch(rules=_RULES, targets=("t",))
        rules = NumberRules(store, {TOWN: TownParts(town=town, chain=Chain([]))}, watch)
        bare = sqlite3.connect(folder / "vigie.db")
        since = micros(now - timedelta(hours=HISTORY_HOURS + 48))

        async def ours() -> None:
            _ = [one async for one in rules.look(now, {})]

        async def theirs() -> None:
            for statement in _BARE:
                bare.execute(statement, (_HOUR, TOWN, since)).fetchall()

        await ours()
        await theirs()
        return [(await _timed(ours), await _timed(theirs)) for _ in range(rounds)]


async def _fill(store: SqliteStore, count: int) -> datetime:
    batch: list[Record] = []
    latest = datetime.min.replace(tzinfo=UTC)
    for record in spread(count):
        latest = max(latest, record.first_seen)
        batch.append(record)
        if len(batch) == _BATCH:
            await store.write(Batch(records=tuple(batch)))
            batch.clear()
    await store.write(Batch(records=tuple(batch)))
    return latest


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def row(count: int, pairs: Sequence[tuple[float, float]]) -> str:
    """Return the row of docs/performance.md."""
    ratios = [ours / bare for ours, bare in pairs]
    look, query = (statistics.median(column) for column in zip(*pairs, strict=True))
    return (
        f"| {count:,} | {look:.2f} s | {query:.2f} s | {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f}–{max(ratios):.2f}) |"
    )


def main() -> None:
    """Fill, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        print(row(count, asyncio.run(measured(Path(folder), count))))


if __name__ == "__main__":
    main()
