"""The threads on which SQLite works, so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sinks.sqlite.opening import open_reader, open_writer
from sinks.sqlite.verdicts import MAPPED, verdict
from vigie.errors import Unavailable
from vigie.say import Say

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 3
_CLOSED = Say("La base est fermée.", "The database is closed.")


class Threads:
    """One thread that writes, a few that read, each with a connection of its own.

    SQLite's WAL lets readers go on while one writes. Errors come out as `vigie.errors`.

    Args:
        path: the file.
        patience: seconds to wait for another process before `Unavailable`.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._writing = ThreadPoolExecutor(1, "vigie-store-write")
        self._reading = ThreadPoolExecutor(_READERS, "vigie-store-read")
        self._writer: sqlite3.Connection | None = None
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False

    async def write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(connection, …)` on the writing thread, one after the other."""
        return await self._run(self._writing, lambda: work(self._write_with(), *args, **kwargs))

    async def read(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(connection, …)` on one of the reading threads."""

        def lent() -> T:
            connection = self._read_with()
            try:
                return work(connection, *args, **kwargs)
            finally:
                self._idle.append(connection)

        return await self._run(self._reading, lent)

    async def close(self) -> None:
        """Finish what is under way, then let go of every connection. May be called twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._reading.shutdown)
        while self._idle:
            self._idle.pop().close()
        await asyncio.to_thread(self._writing.shutdown)
        if self._writer:
            self._writer.close()

    async def _run(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self._closed:
            raise Unavailable(_CLOSED)
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, work)
        except MAPPED as error:
            raise verdict(error) from error

    def _write_with(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = open_writer(self._path, self._patience)
        return self._writer

    def _read_with(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return open_reader(self._path, self._patience)
