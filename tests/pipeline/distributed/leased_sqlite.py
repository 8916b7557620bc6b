"""The embedded store with leases beside it, so that tests without Elasticsearch can share one."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sinks.sqlite.store import SqliteStore


class LeasedStore(SqliteStore):
    """`vigie.leases.Leases` in a small file of its own; all processes are on one machine."""

    leases: Path

    async def lease(
        self, wanted: Sequence[str], holder: str, seconds: float, most: int | None = None
    ) -> frozenset[str]:
        return await asyncio.to_thread(self._lease, list(wanted), holder, seconds, most)

    async def release(self, held: Sequence[str], holder: str) -> None:
        await asyncio.to_thread(self._release, list(held), holder)

    def _lease(
        self, wanted: list[str], holder: str, seconds: float, most: int | None
    ) -> frozenset[str]:
        now = time.monotonic()
        with closing(self._file()) as file, file:
            file.execute("BEGIN IMMEDIATE")
            rows = file.execute("SELECT name, holder, until FROM leases").fetchall()
            theirs = {name for name, who, until in rows if who != holder and until > now}
            mine = {name for name, who, _ in rows if who == holder}
            able = [n for n in wanted if n in mine] + [
                n for n in wanted if n not in mine and n not in theirs
            ]
            held = able[: len(able) if most is None else most]
            for name in able[len(held) :]:
                file.execute("DELETE FROM leases WHERE name = ? AND holder = ?", (name, holder))
            file.executemany(
                "INSERT OR REPLACE INTO leases VALUES (?, ?, ?)",
                [(name, holder, now + seconds) for name in held],
            )
        return frozenset(held)

    def _release(self, held: list[str], holder: str) -> None:
        with closing(self._file()) as file, file:
            file.executemany(
                "DELETE FROM leases WHERE name = ? AND holder = ?", [(n, holder) for n in held]
            )

    def _file(self) -> sqlite3.Connection:
        file = sqlite3.connect(self.leases, timeout=10, isolation_level=None)
        file.execute("CREATE TABLE IF NOT EXISTS leases (name PRIMARY KEY, holder, until)")
        return file


async def open_store(home: Path) -> LeasedStore:
    """Open the store in a folder."""
    store = await LeasedStore.open(home / "vigie.db")
    store.leases = home / "leases.db"
    return store
