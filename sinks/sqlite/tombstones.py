"""Removing mentions for good: of each stays a tombstone, so that it cannot come back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from sinks.moments import micros, moment
from sinks.record_keys import key, storable
from sinks.removed_text import without_quotation
from sinks.sqlite import cases, index, outbox, papers, residue
from sinks.sqlite.documents import by_ids, by_rows
from sinks.sqlite.rows import listed
from vigie.batch import Gone
from vigie.codec import encode
from vigie.post import AuthorPurged

_BURY = """
INSERT OR IGNORE INTO tombstones (mention, town, source, deleted_at)
SELECT ?1, m.town, m.source, ?2 FROM (SELECT 1) LEFT JOIN mentions m ON m.id = ?1
"""


def buried(connection: sqlite3.Connection, mentions: Sequence[str]) -> set[str]:
    """Return which of these ids may never be written again."""
    found = connection.execute(
        "SELECT mention FROM tombstones WHERE mention IN (SELECT value FROM json_each(?))",
        (listed(tuple(mentions)),),
    )
    return {mention for (mention,) in found}


def purged(connection: sqlite3.Connection, pseudonyms: Iterable[str]) -> set[str]:
    """Return which of these authors are gone."""
    found = connection.execute(
        "SELECT pseudonym FROM purged_authors WHERE pseudonym IN (SELECT value FROM json_each(?))",
        (listed(tuple(pseudonyms)),),
    )
    return {pseudonym for (pseudonym,) in found}


def graves(connection: sqlite3.Connection) -> list[Gone]:
    """Return every tombstone."""
    rows = connection.execute("SELECT mention, deleted_at FROM tombstones ORDER BY mention")
    return [Gone(mention=mention, at=moment(at)) for mention, at in rows]


def purges(connection: sqlite3.Connection) -> list[AuthorPurged]:
    """Return every author that is gone."""
    rows = connection.execute("SELECT pseudonym, purged_at FROM purged_authors ORDER BY pseudonym")
    return [AuthorPurged(pseudonym=pseudonym, at=moment(at)) for pseudonym, at in rows]


def bury(connection: sqlite3.Connection, gone: Sequence[Gone], now: datetime) -> int:
    """Remove these mentions and everything that repeats their text; return how many there were.

    An id never seen gets its tombstone too: the deletion may come before the post. `now` is the
    machine's time, for what is dropped here; `Gone.at` is what the source said.
    """
    if not gone:
        return 0
    ids = [each.mention for each in gone]
    records = by_ids(connection, ids)
    connection.executemany(_BURY, [(storable(g.mention), micros(g.at)) for g in gone])
    index.remove(connection, records.items())
    # Documents and reviews go with it (ON DELETE CASCADE).
    connection.executemany("DELETE FROM mentions WHERE row = ?", [(row,) for row in records])
    hushed = outbox.forget(connection, ids, now) + cases.forget(connection, ids)
    papers.forget(connection, ids)
    silenced = _forget_quotations(connection, ids)
    if records or hushed or silenced:
        residue.mark(connection)
    return len(records)


def purge(connection: sqlite3.Connection, authors: Sequence[AuthorPurged], now: datetime) -> None:
    """Remember that these authors are gone, and remove all their mentions, in every town."""
    connection.executemany(
        "INSERT OR IGNORE INTO purged_authors (pseudonym, purged_at) VALUES (?, ?)",
        [(storable(author.pseudonym), micros(author.at)) for author in authors],
    )
    for author in authors:
        theirs = connection.execute(
            "SELECT id FROM mentions WHERE author = ?", (key(author.pseudonym),)
        ).fetchall()
        bury(connection, [Gone(mention=mention, at=author.at) for (mention,) in theirs], now)


def _forget_quotations(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Take the text of removed posts out of the answers made to them."""
    rows = [
        row
        for mention in ids
        for (row,) in connection.execute(
            "SELECT row FROM mentions WHERE answered = ?", (key(mention),)
        )
    ]
    records = by_rows(connection, rows)
    quoting = {
        row: record
        for row, record in records.items()
        if record.mention.post.reply_to_text is not None
    }
    for row, record in quoting.items():
        bare = msgspec.structs.replace(without_quotation(record), review=None)
        connection.execute("UPDATE documents SET body = ? WHERE row = ?", (encode(bare), row))
    return len(quoting)
