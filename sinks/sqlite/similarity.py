"""Recent records whose signature shares a band with a given one."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from sinks.sqlite.documents import by_rows
from sinks.sqlite.moments import micros
from sinks.sqlite.transactions import reading
from vigie.record import Record
from vigie.signature import bands

# A formula that everyone repeats fills a band: the latest are enough to find the story.
_MOST: Final = 200
_SHARING: Final = """
SELECT m.row, m.first_seen FROM bands b CROSS JOIN mentions m ON m.row = b.row
WHERE b.band = ? AND m.town = ? AND m.first_seen >= ? ORDER BY b.row DESC LIMIT ?
"""


def similar(
    connection: sqlite3.Connection, signature: int, town: str, since: datetime
) -> list[Record]:
    """Return at most 200 candidates first seen since then, the latest first."""
    with reading(connection):
        found = {
            row: seen
            for band in bands(signature)
            for row, seen in connection.execute(
                _SHARING, (band, town, micros(since), _MOST)
            )
        }
        latest = sorted(found, key=lambda row: (found[row], row), reverse=True)[:_MOST]
        records = by_rows(connection, latest)
    return [records[row] for row in latest]
