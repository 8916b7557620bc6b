"""Bad days: the process killed, the disk full, two programs at once."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from sinks.sqlite import SqliteStore
from tests.sinks.records import HOUR, MONDAY, a_delivery, a_move, a_record, batch
from tests.sinks.store_process import PAGE
from vigie.batch import Batch, Written
from vigie.errors import Unavailable
from vigie.query import Query, Word

ROOT = Path(__file__).parents[2]


def start(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sinks.store_process", program, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def check_whole(path: Path) -> int:
    """Check that pages are there whole up to the cursor and nothing beyond; return the cursor."""
    with closing(sqlite3.connect(path)) as connection:

        def number(statement: str) -> int:
            value = connection.execute(statement).fetchone()[0]
            return int(value)

        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        if not number("SELECT count(*) FROM sources"):
            assert number("SELECT count(*) FROM mentions") == 0
            return -1
        cursor = number("SELECT CAST(cursor AS TEXT) FROM sources")
        pages = cursor + 1
        assert number("SELECT count(*) FROM mentions") == PAGE * pages
        assert number("SELECT count(*) FROM documents") == PAGE * pages
        assert number("SELECT count(*) FROM words WHERE words MATCH 'deneig'") == PAGE * pages
        assert number("SELECT count(*) FROM deliveries") == pages
        assert number("SELECT count(*) FROM dead_letters") == pages
        assert number("SELECT coalesce(sum(count), 0) FROM tallies") == PAGE * pages
    return cursor


def test_killed_ten_times_while_it_writes_nothing_is_missing_halved_or_twice(
    tmp_path: Path,
) -> None:
    path, chance, cursors = tmp_path / "vigie.db", random.Random(20261123), [-1]
    for _ in range(10):
        with start("write", path) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.15))
            writer.kill()
        cursors.append(check_whole(path))
    assert cursors == sorted(cursors)
    assert cursors[-1] > 0


def test_two_programs_that_claim_never_share_a_delivery(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"

    async def fill() -> None:
        async with await SqliteStore.open(path) as store:
            record = a_record()
            await store.write(
                batch(record, deliveries=tuple(a_delivery(record, f"t{n}") for n in range(60)))
            )

    import asyncio

    asyncio.run(fill())
    workers = [start("claim", path) for _ in range(2)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    taken = [worker.stdin for worker in workers]
    for way_in in taken:
        assert way_in
        way_in.write("go\n")
        way_in.flush()
    claimed = [worker.communicate()[0].split() for worker in workers]
    assert sorted(claimed[0] + claimed[1]) == sorted(f"t{n}" for n in range(60))


def test_a_disk_that_fills_up_for_real_loses_nothing(tmp_path: Path) -> None:
    # The limit on a file's size stands in for the disk: the system refuses to write beyond it.
    path = tmp_path / "vigie.db"
    with start("fill", path) as program:
        out, _ = program.communicate(timeout=60)
    page = out.split()[0]
    last = int(page) - 1
    assert int(page) > 0
    assert out == f"{page} {str(last).encode()!r} {PAGE} {page.encode()!r}\n"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_a_full_disk_is_unavailable_and_writing_resumes_with_the_space(
    tmp_path: Path,
) -> None:
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:

        def limit(connection: sqlite3.Connection, pages: int) -> int:
            limited = connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0]
            return int(limited)

        kept = a_record(0)
        await store.write(batch(kept, deliveries=(a_delivery(kept),), cursors=(a_move(b"0"),)))
        now_used = await store._threads.write(limit, 1)
        refused = batch(
            *(a_record(n, "La neige " * 300) for n in range(1, 60)),
            deliveries=(a_delivery(kept, "autre"),),
            cursors=(a_move(b"1"),),
        )
        for _ in range(3):
            with pytest.raises(Unavailable, match="disque est plein") as caught:
                await store.write(refused)
            assert "disk is full" in caught.value.say.en
        assert (await store.search(Query())).total == 1
        assert await store.cursor("Gazette fictive") == b"0"
        assert len(await store.deliveries()) == 1
        assert [d.target for d in await store.claim(MONDAY, HOUR, 9)] == ["bureau"]
        await store._threads.write(limit, now_used + 10_000)
        assert len((await store.write(refused)).new) == 59
        assert (await store.search(Query(where=Word("neige")))).total == 59
        assert await store.cursor("Gazette fictive") == b"1"
        assert await store.write(Batch()) == Written()
