"""What is looked up by a record's content: the stems of its words, its signature."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sinks.sqlite.indexed_text import indexed
from vigie.record import Record

Numbered = tuple[int, Record]

_ADD = "INSERT INTO words (rowid, fr, en) VALUES (?, ?, ?)"
_REMOVE = "INSERT INTO words (words, rowid, fr, en) VALUES ('delete', ?, ?, ?)"


def add(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    """Index new records, given with their row numbers."""
    records = tuple(records)
    connection.executemany(_ADD, [(row, *indexed(record)) for row, record in records])
    _sign(connection, records)


def remove(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    """Take the words of records out, given exactly as they were when they were indexed.

    FTS5 only marks them as deleted; `residue.clear` makes them disappear from the file.
    Signatures go with the mention (ON DELETE CASCADE).
    """
    connection.executemany(_REMOVE, [(row, *indexed(record)) for row, record in records])


def replace(connection: sqlite3.Connection, row: int, old: Record, new: Record) -> None:
    """Index a new edition in the place of the old."""
    before, after = indexed(old), indexed(new)
    if before != after:
        connection.execute(_REMOVE, (row, *before))
        connection.execute(_ADD, (row, *after))
    if old.signature != new.signature:
        connection.execute("DELETE FROM signatures WHERE row = ?", (row,))
        _sign(connection, [(row, new)])


def rebuild(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    """Index words again, once all have been taken out."""
    connection.executemany(_ADD, [(row, *indexed(record)) for row, record in records])


def _sign(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    connection.executemany(
        "INSERT INTO signatures (row, signature) VALUES (?, ?)",
        [(row, record.signature) for row, record in records if record.signature is not None],
    )
