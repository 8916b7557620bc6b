"""Programs that a test starts beside itself, to kill or to race: `python store_process.py …`."""

from __future__ import annotations

import asyncio
import resource
import sys
from datetime import timedelta
from pathlib import Path

from sinks.sqlite import SqliteStore
from tests.sinks.records import MONDAY, a_delivery, a_letter, a_move, a_record, batch
from vigie.batch import Tally
from vigie.errors import Unavailable

#: Records in each page that `write_for_ever` writes.
PAGE = 7


async def write_for_ever(path: Path) -> None:
    """Write page after page from the cursor on, until killed."""
    async with await SqliteStore.open(path) as store:
        page = int(await store.cursor("Gazette fictive") or b"-1") + 1
        print("ready", flush=True)
        while True:
            records = [
                a_record(PAGE * page + n, f"La rue déneigée numéro {n} " * 30) for n in range(PAGE)
            ]
            await store.write(
                batch(
                    *records,
                    deliveries=(a_delivery(records[0]),),
                    dead_letters=(a_letter(page),),
                    cursors=(a_move(str(page).encode()),),
                    tallies=(Tally(source="Gazette fictive", outcome="kept", count=PAGE),),
                )
            )
            page += 1


async def claim_all(path: Path) -> None:
    """Claim until nothing is left, and print what was claimed."""
    async with await SqliteStore.open(path) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        while claimed := await store.claim(MONDAY, timedelta(hours=1), 2):
            for delivery in claimed:
                print(delivery.target, flush=True)


async def fill_the_disk(path: Path) -> None:
    """Write until the disk is full, find room again, and write what had been refused."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    async with await SqliteStore.open(path) as store:
        page = 0
        while True:
            pending = batch(
                *(a_record(PAGE * page + n, "neige " * 200) for n in range(PAGE)),
                cursors=(a_move(str(page).encode()),),
            )
            try:
                await store.write(pending)
            except Unavailable:
                break
            page += 1
        before = await store.cursor("Gazette fictive")
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        written = await store.write(pending)
        print(page, before, len(written.new), await store.cursor("Gazette fictive"), flush=True)


if __name__ == "__main__":
    program = {"write": write_for_ever, "claim": claim_all, "fill": fill_the_disk}[sys.argv[1]]
    asyncio.run(program(Path(sys.argv[2])))
