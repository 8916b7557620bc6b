"""What deletions leave in the file, and how it is made to disappear.

`secure_delete` overwrites deleted rows with zeros at once. Two things stay behind: FTS5 keeps
the words of a deleted row, marked as deleted, until it merges its segments; and the WAL keeps
pages as they were until the next checkpoint. `clear` merges every segment and empties the WAL.
It reads the whole word index, so it runs at once for an erasure that a person asked for, and
once per round of retention for deletions heard from sources. Blocks that the file system frees
are out of a program's reach: the disk's encryption is the answer to those.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sinks.sqlite.transactions import writing

_NOTE: Final = "residue"


def mark(connection: sqlite3.Connection) -> None:
    """Note, in the transaction that deletes, that there is something to clear."""
    connection.execute("INSERT OR REPLACE INTO notes (name, value) VALUES (?, 'yes')", (_NOTE,))


def clear(connection: sqlite3.Connection) -> None:
    """Make what was deleted disappear from the file; does nothing when nothing was.

    When another process is reading the old pages they cannot be dropped yet: the note stays,
    and the next call finishes.
    """
    if not connection.execute("SELECT 1 FROM notes WHERE name = ?", (_NOTE,)).fetchone():
        return
    with writing(connection):
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("DELETE FROM notes WHERE name = ?", (_NOTE,))
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        with writing(connection):
            mark(connection)
