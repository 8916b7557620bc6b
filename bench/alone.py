"""Parts of a worker's work done alone, in a process of their own, over the same mentions.

`python -m bench.alone '{"part": …}'`, by `bench.cluster_cost`; prints CPU seconds as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, Literal

import msgspec

from bench.cpu_of import cpu
from bench.mentions import TOWNS, heard, posts
from pipeline.assembly import build_chain, load_town
from pipeline.logs import set_up
from pipeline.settling import settle
from pipeline.stages import Stages, TownParts, Watch
from pipeline.story import Stories
from sinks.elasticsearch import ElasticSettings, ElasticStore
from vigie.batch import Batch
from vigie.judgement import Judged
from vigie.record import Record

BATCH: Final = 500


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part, over how many mentions, after how many that do not count."""

    part: Literal["judging", "storing"]
    count: int
    warm: int
    seed: int
    elasticsearch: str
    search: int
    prefix: str
    refresh: float


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """CPU seconds of the process, and of Elasticsearch meanwhile."""

    client: float
    elasticsearch: float = 0.0


def stages() -> Stages:
    """Return the judging of both towns, as an installation has it."""
    towns = {slug: load_town(slug, None) for slug in TOWNS}
    parts = {
        slug: TownParts(town=town, chain=build_chain(town, options={}))
        for slug, town in towns.items()
    }
    return Stages(parts, Watch())


def judge(made: Stages, batch: Sequence[Judged]) -> list[Record]:
    """Judge, route and sign a batch: all of a worker's work that needs no input or output."""
    now = datetime.now(UTC)
    return [made.record(one, now) for one in made.judge(batch, now).judged]


def mentions(asked: Asked) -> Iterator[list[Judged]]:
    """Yield the mentions to judge, a batch at a time, the warming ones first."""
    every = (heard(*one) for one in posts(datetime.now(UTC), timedelta(0), asked.seed))
    for some in (asked.warm, asked.count):
        left = some
        while left > 0:
            batch = list(islice(every, min(BATCH, left)))
            left -= len(batch)
            yield batch


def judging(asked: Asked) -> Alone:
    """Judge them all."""
    made = stages()
    batches = list(mentions(asked))
    settle()
    started, seen = 0.0, 0
    for batch in batches:
        if seen == asked.warm:
            started = time.process_time()
        judge(made, batch)
        seen += len(batch)
    return Alone(client=time.process_time() - started)


async def storing(asked: Asked) -> Alone:
    """Look up, tell the stories and write, as the index agent does; judged beforehand."""
    made = stages()
    batches = [judge(made, batch) for batch in mentions(asked)]
    settings = ElasticSettings(
        urls=(asked.elasticsearch,), prefix=asked.prefix, refresh_seconds=asked.refresh
    )
    async with await ElasticStore.open(settings) as store:
        stories = Stories(store)
        settle()
        before, seen = (0.0, 0.0), 0
        for batch in batches:
            if seen == asked.warm:
                before = time.process_time(), cpu(asked.search)
            await store.many([record.mention.id for record in batch])
            await store.write(Batch(records=tuple(await stories.told(batch))))
            seen += len(batch)
        spent = time.process_time() - before[0], cpu(asked.search) - before[1]
    return Alone(client=spent[0], elasticsearch=spent[1])


def main() -> None:
    """Do the part that is asked for."""
    set_up(quiet=True)
    asked = msgspec.json.decode(sys.argv[1], type=Asked)
    found = judging(asked) if asked.part == "judging" else asyncio.run(storing(asked))
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
