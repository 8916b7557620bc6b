"""Making the word index anew when words are no longer cut or stemmed as they were.

What is taken out of the index must be exactly what was put in: an index made by another
version of the stemmer could neither be searched nor cleaned.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sinks.searched_text.stems import VERSION
from sinks.sqlite import index
from sinks.sqlite.documents import by_rows
from sinks.sqlite.residue import mark
from sinks.sqlite.transactions import writing

_NOTE: Final = "words"
_AT_ONCE: Final = 1_000


def reindex(connection: sqlite3.Connection, version: str = VERSION) -> bool:
    """Make the index anew if it is another version's; tell whether it was."""
    if _made_by(connection) == version:
        return False
    with writing(connection):
        if _made_by(connection) == version:  # another process may have been quicker
            return False
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        rows = [row for (row,) in connection.execute("SELECT row FROM mentions ORDER BY row")]
        for start in range(0, len(rows), _AT_ONCE):
            records = by_rows(connection, rows[start : start + _AT_ONCE])
            index.rebuild(connection, records.items())
        connection.execute(
            "INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)", (_NOTE, version)
        )
        if rows:
            mark(connection)
    return True


def _made_by(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM notes WHERE name = ?", (_NOTE,)).fetchone()
    return None if row is None else row[0]
