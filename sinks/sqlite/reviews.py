"""What people said of mentions, each change made on the version last read."""

from __future__ import annotations

import sqlite3

import msgspec

from sinks.review_refusals import OVERTAKEN, UNKNOWN
from sinks.sqlite.documents import by_ids
from sinks.sqlite.rows import field_values
from sinks.sqlite.schema import FIELD_COLUMNS
from sinks.sqlite.transactions import writing
from vigie.codec import encode
from vigie.errors import InvalidInput
from vigie.review import Review

_SAVE = "INSERT OR REPLACE INTO reviews (mention, version, body) VALUES (?, ?, ?)"
_APPLY = f"UPDATE mentions SET {', '.join(f'{name} = ?' for name in FIELD_COLUMNS)} WHERE row = ?"


def save(connection: sqlite3.Connection, review: Review) -> Review:
    """Save a review under the next version, and put its corrections in force.

    Raises:
        InvalidInput: the mention is unknown, or its review has another version.
    """
    with writing(connection):
        found = by_ids(connection, [review.mention])
        if not found:
            raise InvalidInput(UNKNOWN, where=review.mention)
        ((row, record),) = found.items()
        if review.version != (record.review.version if record.review else 0):
            raise InvalidInput(OVERTAKEN, where=review.mention)
        saved = msgspec.structs.replace(review, version=review.version + 1)
        connection.execute(_SAVE, (saved.mention, saved.version, encode(saved)))
        values = field_values(msgspec.structs.replace(record, review=saved))
        connection.execute(_APPLY, (*values, row))
    return saved
