"""The part of the store that looks mentions up by what is kept as a hash."""

from __future__ import annotations

from sinks.elasticsearch import reading
from sinks.elasticsearch.shelf import Shelf
from vigie.record import Record


class LookUpShelf:
    """Implements the look-ups of `vigie.contracts.Store` over the indices of mentions."""

    _shelf: Shelf

    async def find_by_address(self, url: str) -> list[str]:
        """See `Store.find_by_address`. The address is compared letter for letter."""
        return await reading.at_address(self._shelf, url)

    async def answers(self, mention: str, limit: int) -> list[Record]:
        """See `Store.answers`. One is found once its index has been refreshed."""
        return await reading.answers(self._shelf, mention, limit)
