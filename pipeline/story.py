"""Gives each new mention its story: the cluster of the near-duplicates already written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from vigie.clustering import choose_cluster
from vigie.contracts import Store
from vigie.record import Record

#: A press release is taken up within days; an older look-alike is another story.
STORY_SPAN = timedelta(days=14)
#: Mentions of the page being written that are compared with one another, beside the store's.
_PAGE_NEIGHBOURS = 500


class Stories:
    """Looks up the stories of a batch before it is written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def told(self, records: Sequence[Record]) -> list[Record]:
        """Return the records with their cluster: the closest same story's, else their own id."""
        done: list[Record] = []
        for record in records:
            candidates = await self._candidates(record, done)
            cluster = choose_cluster(record.mention.id, record.signature, candidates)
            judgement = msgspec.structs.replace(record.judgement, cluster=cluster)
            done.append(msgspec.structs.replace(record, judgement=judgement))
        return done

    async def _candidates(self, record: Record, page: Sequence[Record]) -> list[Record]:
        if record.signature is None:
            return []
        town = record.mention.town
        since = record.first_seen - STORY_SPAN
        stored = await self._store.similar(record.signature, town, since)
        beside = [
            r
            for r in page[-_PAGE_NEIGHBOURS:]
            if r.signature is not None and r.mention.town == town
        ]
        return [r for r in (*stored, *beside) if r.mention.id != record.mention.id]
