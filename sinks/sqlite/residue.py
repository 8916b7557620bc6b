"""What deletions leave in the file, and how it is made to disappear.

`secure_delete` overwrites deleted rows with zeros at once. Three things stay behind: FTS5 keeps
the words of a deleted row, marked as deleted, until it merges its segments; SQLite leaves stale
copies of rows in the gaps of pages that it once balanced; and the WAL keeps pages as they were
until the next checkpoint. `clear` merges the segments, writes the file anew (VACUUM) and empties
the WAL: a second or so for 100,000 mentions, and room for a second copy of the file on the disk
and in the temporary folder. So it runs at once for an erasure that a person asked for, and once
per round of retention for what sources deleted or edited. Blocks that the file system frees are
out of a program's reach: the disk's encryption is the answer to those.
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

    The note goes last: after an error, or when another process still reads the old pages, the
    next call finishes.
    """
    if not connection.execute("SELECT 1 FROM notes WHERE name = ?", (_NOTE,)).fetchone():
        return
    with writing(connection):
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    _write_anew(connection)
    if _empty_journal(connection):
        with writing(connection):
            connection.execute("DELETE FROM notes WHERE name = ?", (_NOTE,))


def _write_anew(connection: sqlite3.Connection) -> None:
    # In memory, as for all else, the copy would be as large as the file.
    connection.execute("PRAGMA temp_store = FILE")
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA temp_store = MEMORY")


def _empty_journal(connection: sqlite3.Connection) -> bool:
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy
