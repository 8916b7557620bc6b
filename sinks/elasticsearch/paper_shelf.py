"""The part of the store that keeps the team's papers: `vigie.paper.Papers`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sinks.elasticsearch import papers
from sinks.elasticsearch.shelf import Shelf
from vigie.paper import Paper


class PaperShelf:
    """Implements `vigie.paper.Papers` over one index."""

    _shelf: Shelf

    async def keep(self, paper: Paper) -> Paper:
        """See `Papers.keep`."""
        return await papers.keep(self._shelf, paper)

    async def paper(self, kind: str, key: str) -> Paper | None:
        """See `Papers.paper`."""
        return await papers.one(self._shelf, kind, key)

    async def papers(
        self,
        kind: str,
        *,
        town: str | None = None,
        about: str | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 100,
    ) -> list[Paper]:
        """See `Papers.papers`."""
        return await papers.newest(self._shelf, papers.Asked(kind, town, about, before, limit))

    async def drop(self, kind: str, keys: Sequence[str]) -> int:
        """See `Papers.drop`."""
        return await papers.drop(self._shelf, kind, keys)
