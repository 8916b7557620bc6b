"""The months that there are: one index each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from sinks.elasticsearch.fetching import find
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros

_MISSING: Final = frozenset((404,))


async def all_of(shelf: Shelf) -> list[str]:
    """Return the indices of the months of this version, oldest first."""
    path = f"/{shelf.names.months}/_settings?filter_path=*.settings.index.uuid"
    answer = await shelf.server.ask("GET", path, allow=_MISSING)
    if answer.status == 404:
        return []
    return sorted(msgspec.json.decode(answer.body, type=dict[str, Any]))


async def ended_before(shelf: Shelf, bound_us: int) -> list[str]:
    """Return the months that hold nothing first seen after a moment, in microseconds."""
    past = [index for index in await all_of(shelf) if _end(index) <= bound_us]
    return [index for index in past if not await _later(shelf, index, bound_us)]


async def _later(shelf: Shelf, index: str, bound_us: int) -> bool:
    later = {"range": {"first_seen_us": {"gt": bound_us}}}
    found = await find(shelf.server, index, {"query": later, "size": 1, "_source": False})
    return bool(found.hits.hits)


def _end(index: str) -> int:
    """Return the first moment after a month, in microseconds."""
    year, month = map(int, index[-7:].split("."))
    if (year, month) == (9999, 12):
        return micros(datetime.max.replace(tzinfo=UTC))
    return micros(datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC))
