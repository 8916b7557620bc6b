"""Dead letters, kept until someone looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from sinks.moments import micros
from sinks.record_keys import storable
from sinks.sqlite.rows import listed
from sinks.sqlite.transactions import writing
from vigie.codec import decode, encode
from vigie.dead_letter import DeadLetter


def keep(connection: sqlite3.Connection, letters: Iterable[DeadLetter]) -> None:
    """Keep dead letters; the same item failing the same way is kept once."""
    connection.executemany(
        "INSERT OR IGNORE INTO dead_letters (id, at, body) VALUES (?, ?, ?)",
        [(storable(letter.id), micros(letter.at), encode(letter)) for letter in letters],
    )


def newest(connection: sqlite3.Connection, limit: int) -> list[DeadLetter]:
    """Return dead letters, newest first."""
    rows = connection.execute(
        "SELECT body FROM dead_letters ORDER BY at DESC, row DESC LIMIT ?", (limit,)
    )
    return [decode(body, DeadLetter) for (body,) in rows]


def discard(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Forget dead letters; return how many there were."""
    with writing(connection):
        return connection.execute(
            "DELETE FROM dead_letters WHERE id IN (SELECT value FROM json_each(?))",
            (listed(tuple(ids)),),
        ).rowcount
