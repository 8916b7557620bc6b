"""Mentions in the order in which they came in: that of their row numbers.

The number of a row that was erased may be given again when it was the last: what lies just
before the place and was seen after it is an arrival too.
"""

from __future__ import annotations

import sqlite3

from sinks.arrival_places import read_place
from sinks.moments import moment
from vigie.arrivals import Arrival, Arrived

_LAST = """
SELECT coalesce(max(row), 0), coalesce(max(first_seen), 0)
FROM (SELECT row, first_seen FROM mentions ORDER BY row DESC LIMIT 1000)
"""
_SINCE = """
SELECT row, id, coalesce(town, ''), first_seen FROM mentions
WHERE row > ? - 1000 AND (row > ? OR first_seen > ?) ORDER BY row LIMIT ?
"""


def arrived(connection: sqlite3.Connection, place: str | None, limit: int) -> Arrived:
    """See `vigie.arrivals.Arrivals.arrived`."""
    if place is None:
        last, latest = connection.execute(_LAST).fetchone()
        return Arrived(arrivals=(), place=f"{last}.{latest}")
    last, latest = read_place(place)
    arrivals = []
    for row, id_, town, seen in connection.execute(_SINCE, (last, last, latest, limit)):
        latest = max(latest, seen)
        place = f"{row}.{latest}"
        arrivals.append(Arrival(id_, town, moment(seen), place))
    return Arrived(arrivals=tuple(arrivals), place=place)
