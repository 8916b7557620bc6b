"""The part of the store that tells what came in: `vigie.arrivals.Arrivals`."""

from __future__ import annotations

from sinks.elasticsearch import arrivals
from sinks.elasticsearch.shelf import Shelf
from vigie.arrivals import Arrived


class ArrivalShelf:
    """Implements `vigie.arrivals.Arrivals` over the indices of mentions."""

    _shelf: Shelf

    async def arrived(self, place: str | None, limit: int = 1_000) -> Arrived:
        """See `Arrivals.arrived`."""
        return await arrivals.arrived(self._shelf, place, limit)
