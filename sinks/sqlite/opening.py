"""Opening the file: a connection set as the store needs it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sinks.sqlite.verdicts import UNFIT
from vigie.errors import ConfigurationError
from vigie.say import Say

_OLDEST = (3, 34, 0)
_MODULES = frozenset(("fts5", "json_each"))
# A record takes some 2 kB: on pages of 4 kB a third of the file would be air.
_PAGE = 8192
_CHECKPOINT_PAGES = 2_000
_WAL_LIMIT = 64 * 1024 * 1024
_WRITER_CACHE_KIB = 64 * 1024
_READER_CACHE_KIB = 16 * 1024

_NO_WAL = Say(
    "La base est sur un disque qui ne permet pas le journal « WAL » de SQLite (un partage "
    "réseau, souvent). Placez-la sur un disque local.",
    "The database is on a disk that cannot hold SQLite’s WAL journal (a network share, often). "
    "Put it on a local disk.",
)


def open_writer(path: Path, patience: float) -> sqlite3.Connection:
    """Open, and make if need be, the file for the one thread that writes.

    The file is made readable by its owner alone; SQLite gives its companions (`-wal`, `-shm`)
    the same rights. `synchronous = FULL`: a commit survives a power cut, not only a crash.

    Args:
        path: the file; its folder must exist.
        patience: seconds to wait for another process that writes.
    """
    with suppress(OSError):  # SQLite says it better
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = _connect(path, patience, _WRITER_CACHE_KIB)
    try:
        _check_sqlite(connection)
        _set_for_writing(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, patience: float) -> sqlite3.Connection:
    """Open the file for one of the threads that read; it cannot write."""
    connection = _connect(path, patience, _READER_CACHE_KIB)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _set_for_writing(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA page_size = {_PAGE}")  # heeded in a new file only
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise ConfigurationError([_NO_WAL])
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")


def _check_sqlite(connection: sqlite3.Connection) -> None:
    modules = {name for (name,) in connection.execute("PRAGMA module_list")}
    if sqlite3.sqlite_version_info < _OLDEST or not modules >= _MODULES:
        raise ConfigurationError([UNFIT])


def _connect(path: Path, patience: float, cache_kib: int) -> sqlite3.Connection:
    # The thread that uses a connection may not be the one that closes it.
    connection = sqlite3.connect(
        path, timeout=patience, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    connection.execute("PRAGMA temp_store = MEMORY")  # no text in temporary files
    return connection
