"""Reading records whole, each with its review."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from sinks.record_keys import storable
from sinks.sqlite.rows import listed
from vigie.codec import decode
from vigie.record import Record
from vigie.review import Review

_BY_ROW = """
SELECT d.row, d.body, r.body FROM documents d
JOIN mentions m ON m.row = d.row
LEFT JOIN reviews r ON r.mention = m.id
WHERE d.row IN (SELECT value FROM json_each(?))
"""
_BY_ID = """
SELECT d.row, d.body, r.body FROM mentions m
JOIN documents d ON d.row = m.row
LEFT JOIN reviews r ON r.mention = m.id
WHERE m.id IN (SELECT value FROM json_each(?))
"""
_AFTER = """
SELECT d.row, d.body, r.body FROM mentions m
JOIN documents d ON d.row = m.row
LEFT JOIN reviews r ON r.mention = m.id
WHERE m.row > ? AND (? IS NULL OR m.town = ?)
ORDER BY m.row LIMIT ?
"""
_AT_ONCE = 1_000


def by_rows(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Record]:
    """Return records by row number."""
    found = connection.execute(_BY_ROW, (msgspec.json.encode(list(rows)).decode(),))
    return {row: _record(body, review) for row, body, review in found}


def by_ids(connection: sqlite3.Connection, mentions: Sequence[str]) -> dict[int, Record]:
    """Return the known records among these ids, by row number."""
    found = connection.execute(_BY_ID, (listed(tuple(mentions)),))
    return {row: _record(body, review) for row, body, review in found}


def after(connection: sqlite3.Connection, row: int, town: str | None) -> dict[int, Record]:
    """Return the next thousand records of a town, or of all, by row number, in that order."""
    storable_town = None if town is None else storable(town)
    found = connection.execute(_AFTER, (row, storable_town, storable_town, _AT_ONCE))
    return {row: _record(body, review) for row, body, review in found}


def many(connection: sqlite3.Connection, mentions: Sequence[str]) -> dict[str, Record]:
    """Return the known records among these ids, by id."""
    return {record.mention.id: record for record in by_ids(connection, mentions).values()}


def at_address(connection: sqlite3.Connection, address: int) -> list[str]:
    """Return the ids of the mentions published at an address, given by its `rows.key`."""
    found = connection.execute("SELECT id FROM mentions WHERE address = ? ORDER BY row", (address,))
    return [mention for (mention,) in found]


def answers(connection: sqlite3.Connection, answered: int, limit: int) -> list[Record]:
    """Return the first answers to a mention, given by its `rows.key`, oldest first."""
    found = connection.execute(
        "SELECT row FROM mentions WHERE answered = ? ORDER BY placed_at, row LIMIT ?",
        (answered, limit),
    )
    rows = [row for (row,) in found]
    records = by_rows(connection, rows)
    return [records[row] for row in rows if row in records]


def _record(body: bytes, review: bytes | None) -> Record:
    record = decode(body, Record)
    if review is None:
        return record
    return msgspec.structs.replace(record, review=decode(review, Review))
