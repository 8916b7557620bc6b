"""The part of the store that keeps the team's papers: `vigie.paper.Papers`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sinks.sqlite import papers
from sinks.sqlite.threads import Threads
from vigie.clock import Clock
from vigie.paper import Paper


class PaperDrawer:
    """Implements `vigie.paper.Papers` over one table."""

    _threads: Threads
    _clock: Clock

    async def keep(self, paper: Paper) -> Paper:
        """See `Papers.keep`."""
        return await self._threads.write(papers.keep, paper, self._clock.now())

    async def paper(self, kind: str, key: str) -> Paper | None:
        """See `Papers.paper`."""
        return await self._threads.read(papers.one, kind, key, self._clock.now())

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
        asked = papers.Asked(kind, town, about, before, limit)
        return await self._threads.read(papers.newest, asked, self._clock.now())

    async def drop(self, kind: str, keys: Sequence[str]) -> int:
        """See `Papers.drop`."""
        return await self._threads.write(papers.drop, kind, keys)
