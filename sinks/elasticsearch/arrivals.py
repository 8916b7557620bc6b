"""Mentions in the order in which they were first seen, each as soon as a search sees it.

A worker's clock may be behind another's, and what is written shows at the next refresh: what
was first seen during the half minute before a place is looked at again. After a full page the
place says so (« .1 »), and the next page goes on from there without looking back.
"""

from __future__ import annotations

from typing import Any, Final

from sinks.arrival_places import read_place
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import find
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import moment
from vigie.arrivals import Arrival, Arrived

_LOOKED_BACK: Final = 30_000_000  # microseconds
_LATEST: Final[dict[str, Any]] = {"query": EVERYTHING, "sort": [{"first_seen_us": "desc"}]}
_IN_ORDER: Final = [{"first_seen_us": "asc"}, {"tie": "asc"}]


async def arrived(shelf: Shelf, place: str | None, limit: int) -> Arrived:
    """See `vigie.arrivals.Arrivals.arrived`."""
    if place is None:
        return Arrived(arrivals=(), place=f"{await _latest(shelf)}.0")
    seen, given = read_place(place)
    since = seen if given else seen - _LOOKED_BACK
    body = {
        "query": {"range": {"first_seen_us": {"gte": since}}},
        "sort": _IN_ORDER,
        "size": limit,
        "_source": False,
        "docvalue_fields": ["town", "first_seen_us"],
    }
    found = await find(shelf.server, shelf.names.mentions, body)
    arrivals, last = [], seen
    for hit in found.hits.hits:
        first_seen = hit.first("first_seen_us")
        last = max(last, first_seen)
        arrival = Arrival(hit.id, hit.first("town") or "", moment(first_seen), f"{last}.0")
        arrivals.append(arrival)
    full = int(len(arrivals) == limit and last > seen)
    return Arrived(arrivals=tuple(arrivals), place=f"{last}.{full}")


async def _latest(shelf: Shelf) -> int:
    """Return the moment of the latest arrival; without any, now: the past is not to come."""
    body = {**_LATEST, "size": 1, "_source": False, "docvalue_fields": ["first_seen_us"]}
    hits = (await find(shelf.server, shelf.names.mentions, body)).hits.hits
    return hits[0].first("first_seen_us") if hits else shelf.now_us()
