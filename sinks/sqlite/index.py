"""The indexes made of a record's content: its words and the bands of its signature."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sinks.sqlite.indexed_text import indexed
from vigie.record import Record
from vigie.signature import bands

Numbered = tuple[int, Record]


def add(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    """Index new records, given with their row numbers."""
    records = tuple(records)
    connection.executemany(
        "INSERT INTO words (rowid, fr, en) VALUES (?, ?, ?)",
        [(row, *indexed(record)) for row, record in records],
    )
    _add_bands(connection, records)


def remove(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    """Take records out, given exactly as they were when they were indexed.

    FTS5 only marks their words as deleted; `residue.clear` makes them disappear from the file.
    """
    records = tuple(records)
    connection.executemany(
        "INSERT INTO words (words, rowid, fr, en) VALUES ('delete', ?, ?, ?)",
        [(row, *indexed(record)) for row, record in records],
    )
    _remove_bands(connection, records)


def replace(connection: sqlite3.Connection, row: int, old: Record, new: Record) -> bool:
    """Index a new edition in the place of the old; tell whether its words had changed."""
    if old.signature != new.signature:
        _remove_bands(connection, [(row, old)])
        _add_bands(connection, [(row, new)])
    if indexed(old) == indexed(new):
        return False
    connection.execute(
        "INSERT INTO words (words, rowid, fr, en) VALUES ('delete', ?, ?, ?)",
        (row, *indexed(old)),
    )
    connection.execute(
        "INSERT INTO words (rowid, fr, en) VALUES (?, ?, ?)", (row, *indexed(new))
    )
    return True


def _add_bands(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO bands (band, row) VALUES (?, ?)", _bands(records)
    )


def _remove_bands(connection: sqlite3.Connection, records: Iterable[Numbered]) -> None:
    connection.executemany("DELETE FROM bands WHERE band = ? AND row = ?", _bands(records))


def _bands(records: Iterable[Numbered]) -> list[tuple[int, int]]:
    return [
        (band, row)
        for row, record in records
        if record.signature is not None
        for band in bands(record.signature)
    ]
