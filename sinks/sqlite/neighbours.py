"""Recent mentions that tell the same story as a given signature.

The table holds signatures in their order of arrival; recent ones are kept in memory
(`sinks.recent_stories`). What is found there is then asked of the file.
"""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime, timedelta
from typing import Final

from sinks.moments import micros
from sinks.recent_stories import MOST, RecentStories
from sinks.sqlite.documents import by_rows
from sinks.sqlite.transactions import reading
from vigie.record import Record
from vigie.signature import resemblance, same_story

# What is asked for moves with the clock: older signatures are dropped once in a while.
_SLACK: Final = timedelta(days=1) // timedelta(microseconds=1)

_SINCE: Final = """
SELECT s.number, s.signature, m.town FROM signatures s JOIN mentions m ON m.row = s.row
WHERE s.number > ? AND m.first_seen >= ? ORDER BY s.number
"""
_STILL: Final = """
SELECT s.row, s.signature, m.first_seen FROM signatures s JOIN mentions m ON m.row = s.row
WHERE s.number = ? AND m.first_seen >= ?
"""


class Neighbours:
    """Recent signatures, by town; brought up to date by whoever asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget(0)

    def similar(
        self, connection: sqlite3.Connection, signature: bytes, town: str, since: datetime
    ) -> list[Record]:
        """Return at most 16 mentions of a town, first seen since then, the closest first."""
        bound = micros(since)
        with reading(connection):
            with self._lock:
                self._catch_up(connection, bound)
                candidates = self._recent.sharing(signature, town)
            rows = _still(connection, candidates, signature, bound)
            records = by_rows(connection, rows)
        return [records[row] for row in rows]

    def _forget(self, since: int) -> None:
        self._since = since
        self._last = 0
        self._recent = RecentStories()

    def _catch_up(self, connection: sqlite3.Connection, since: int) -> None:
        if not self._since <= since <= self._since + _SLACK:
            self._forget(since)
        for number, signature, town in connection.execute(_SINCE, (self._last, self._since)):
            self._last = number
            self._recent.add(number, signature, town)


def _still(
    connection: sqlite3.Connection, numbers: list[int], signature: bytes, since: int
) -> list[int]:
    """Return the rows of those that are still so, the closest first, then the first seen."""
    found = [row for number in numbers for row in connection.execute(_STILL, (number, since))]
    near = [each for each in found if same_story(signature, each[1])]
    near.sort(key=lambda each: (-resemblance(signature, each[1]), each[2], each[0]))
    return [row for row, _, _ in near[:MOST]]
