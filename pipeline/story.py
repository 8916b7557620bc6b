"""Gives each new mention its story: the cluster of the near-duplicates already written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import msgspec

from sinks.recent_stories import RecentStories
from vigie.clustering import choose_cluster
from vigie.contracts import Store
from vigie.record import Record
from vigie.signature import same_story

#: A press release is taken up within days; an older look-alike is another story.
STORY_SPAN = timedelta(days=14)

#: A signature and the town whose mentions it is compared with.
Wanted = tuple[bytes, str]


@runtime_checkable
class AsksOnce(Protocol):
    """A store that looks up the near-duplicates of a whole batch in one request."""

    async def similar_many(
        self, wanted: Sequence[Wanted], since: datetime
    ) -> Sequence[Sequence[Record]]:
        """Return, for each signature and town in order, what `Store.similar` would."""
        ...


class Stories:
    """Looks up the stories of a batch before it is written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def told(self, records: Sequence[Record]) -> list[Record]:
        """Return the records with their cluster: the closest same story's, else their own id.

        The store is asked for the whole batch together; mentions of the batch are candidates
        for those after them.
        """
        stored = await self._stored(records)
        done: list[Record] = []
        page = _Page()
        for record in records:
            candidates = [*_recent(record, stored), *page.beside(record)]
            cluster = choose_cluster(record.mention.id, record.signature, candidates)
            judgement = msgspec.structs.replace(record.judgement, cluster=cluster)
            done.append(msgspec.structs.replace(record, judgement=judgement))
            page.add(done[-1])
        return done

    async def _stored(self, records: Sequence[Record]) -> dict[Wanted, Sequence[Record]]:
        signed = [record for record in records if record.signature is not None]
        if not signed:
            return {}
        wanted = list(
            dict.fromkeys((r.signature, r.mention.town) for r in signed if r.signature is not None)
        )
        since = min(record.first_seen for record in signed) - STORY_SPAN
        if isinstance(self._store, AsksOnce):
            return dict(zip(wanted, await self._store.similar_many(wanted, since), strict=True))
        # One after the other: an embedded store answers from its own threads, which several
        # questions at a time only set against one another.
        return {one: await self._store.similar(*one, since) for one in wanted}


def _recent(record: Record, stored: dict[Wanted, Sequence[Record]]) -> list[Record]:
    if record.signature is None:
        return []
    since = record.first_seen - STORY_SPAN
    found = stored.get((record.signature, record.mention.town), ())
    return [r for r in found if r.first_seen >= since and r.mention.id != record.mention.id]


class _Page:
    """The mentions of a batch that have their story, by town: candidates for those after them."""

    def __init__(self) -> None:
        self._told: list[Record] = []
        self._recent = RecentStories()

    def add(self, record: Record) -> None:
        if record.signature is not None:
            self._recent.add(len(self._told), record.signature, record.mention.town)
            self._told.append(record)

    def beside(self, record: Record) -> list[Record]:
        if record.signature is None:
            return []
        numbers = self._recent.sharing(record.signature, record.mention.town)
        others = [self._told[number] for number in numbers]
        return [
            other
            for other in others
            if other.signature is not None
            and other.mention.id != record.mention.id
            and same_story(record.signature, other.signature)
        ]
