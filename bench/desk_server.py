"""The desk on one core, over a store that fills by so many mentions a second."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import Final

import uvicorn
from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from starlette.requests import Request

from bench.judged_mentions import pool, records, slices
from bench.measure import one_core
from pipeline.assembly import load_town
from sinks.sqlite.store import SqliteStore
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import SystemClock
from vigie.mention import mention_id
from vigie.record import Record
from webapp.app import create
from webapp.door import OpenDoor

_TOWNS: Final = ("trois-rivieres", "namur")
_BATCH: Final = 500


class Named(OpenDoor):
    """Lets everyone in under the name that they give as their token."""

    def __init__(self) -> None:
        super().__init__(Actor(name="banc", role="officer"))

    async def actor(self, request: Request) -> Actor:
        """See `Door.actor`."""
        name = request.headers.get("authorization", "").removeprefix("Bearer ")
        return Actor(name=name or "banc", role="officer")


def fresh(made: Record, number: int) -> Record:
    """Return a record like another, of a post that has just been published."""
    now, native = datetime.now(UTC), f"neuf-{number}"
    source = made.mention.post.source
    post = replace(made.mention.post, native_id=native, published_at=now, fetched_at=now)
    known = mention_id(made.mention.town, source.name, native)
    return replace(made, mention=replace(made.mention, id=known, post=post), first_seen=now)


async def fill(store: SqliteStore, judged: dict[str, list[Record]], a_second: int) -> None:
    """Write so many mentions a second, ten times a second, for as long as one lives."""
    every = [record for town in judged.values() for record in town]
    numbers, at = count(), time.monotonic()
    while True:
        some = [fresh(every[n % len(every)], n) for n in islice(numbers, a_second // 10)]
        await store.write(Batch(records=tuple(some)))
        at += 0.1
        await asyncio.sleep(max(at - time.monotonic(), 0))


async def serve(path: Path, kept: int, a_second: int) -> None:
    """Fill a store, say where it is served, serve it until told to stop."""
    judged, clock = pool(), SystemClock()
    async with await SqliteStore.open(path, clock) as store:
        for some in slices(records(kept, judged), _BATCH):
            await store.write(Batch(records=tuple(some)))
        app = create(
            store,
            towns=[load_town(town, path.parent) for town in _TOWNS],
            clock=clock,
            coverage=Ears(store, clock),
            office=an_office(store, door=Named()),
            outbox=store,
            registry=CollectorRegistry(),
        )
        config = uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag alone
            await asyncio.sleep(0.05)
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)
        filling = asyncio.create_task(fill(store, judged, a_second))
        await asyncio.wait({serving, filling}, return_when=asyncio.FIRST_COMPLETED)
        filling.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--kept", type=int, default=20_000)
    parser.add_argument("--a-second", type=int, default=100)
    given = parser.parse_args()
    one_core()
    asyncio.run(serve(given.path, given.kept, given.a_second))
