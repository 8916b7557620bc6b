"""The store as someone sees it who has some of the towns: the others' mentions are not there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from msgspec.structs import replace
from starlette.exceptions import HTTPException

from vigie.batch import Batch, SourceStatus, Written
from vigie.contracts import Store
from vigie.dead_letter import DeadLetter
from vigie.query import And, Counts, Field, Found, Query, asks_town
from vigie.record import Record
from vigie.retention import Expired, RetentionRule
from vigie.review import Review

T = TypeVar("T")


class Seen:
    """What someone sees: towns, the themes of those towns, the sources read for them.

    Args:
        towns: slugs; at least one.
        themes: slugs of the themes followed for them.
        heard_for: source's name → slugs of the towns that it is read for, () for all.
    """

    def __init__(
        self,
        towns: Collection[str],
        themes: Collection[str],
        heard_for: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.towns: Final = tuple(towns)
        self.slugs: Final = (*towns, *themes)
        self._heard_for = heard_for

    def town(self, slug: str) -> bool:
        """Tell whether a record's town, or its theme, is one of theirs."""
        return slug.partition(".")[0] in self.towns

    def source(self, name: str) -> bool:
        """Tell whether a source is read for them; one that the settings do not name is not."""
        towns = self._heard_for.get(name)
        return towns is not None and (not towns or any(town in self.towns for town in towns))


class LimitedStore:
    """Implements `vigie.contracts.Store` for someone's towns. What is not theirs is not found.

    What concerns the installation as a whole (retention, letters that could not be read, what a
    source brings) is not theirs either.

    Args:
        store: the installation's.
        seen: what they see.
    """

    def __init__(self, store: Store, seen: Seen) -> None:
        self._store = store
        self._seen = seen

    async def write(self, batch: Batch) -> Written:
        """Write records of theirs alone; see `Store.write`."""
        theirs = all(self._seen.town(record.mention.town) for record in batch.records)
        if not theirs or batch != Batch(records=batch.records):
            raise HTTPException(403)
        return await self._store.write(batch)

    async def get(self, mention: str) -> Record | None:
        """See `Store.get`."""
        record = await self._store.get(mention)
        return record if record and self._seen.town(record.mention.town) else None

    async def many(self, mentions: Sequence[str]) -> dict[str, Record]:
        """See `Store.many`."""
        found = await self._store.many(mentions)
        return {id_: each for id_, each in found.items() if self._seen.town(each.mention.town)}

    async def search(self, query: Query) -> Found:
        """See `Store.search`."""
        return await self._store.search(self._within(query))

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """See `Store.count`."""
        return await self._store.count(self._within(query), facets, every)

    async def similar(self, signature: bytes, town: str, since: datetime) -> list[Record]:
        """See `Store.similar`."""
        return await self._store.similar(signature, town, since) if self._seen.town(town) else []

    async def review(self, review: Review) -> Review:
        """See `Store.review`; raises a 404 for a mention that is not theirs."""
        if await self.get(review.mention) is None:
            raise HTTPException(404)
        return await self._store.review(review)

    async def cursor(self, source: str) -> bytes | None:
        """See `Store.cursor`."""
        return await self._store.cursor(source) if self._seen.source(source) else None

    async def sources(self) -> Mapping[str, SourceStatus]:
        """See `Store.sources`."""
        return self._of_sources(await self._store.sources())

    async def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """See `Store.tallies`."""
        return self._of_sources(await self._store.tallies())

    async def expire(
        self, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool
    ) -> Expired:
        """Refuse: retention is the whole installation's."""
        del rules, now, dry_run
        raise HTTPException(403)

    async def erase(self, mentions: Sequence[str], at: datetime) -> int:
        """Erase those that are theirs; see `Store.erase`."""
        return await self._store.erase(list(await self.many(mentions)), at)

    async def find_by_address(self, url: str) -> list[str]:
        """See `Store.find_by_address`."""
        found = await self._store.find_by_address(url)
        theirs = await self.many(found)
        return [mention for mention in found if mention in theirs]

    async def answers(self, mention: str, limit: int) -> list[Record]:
        """See `Store.answers`: an answer is of the same town as what it answers."""
        found = await self._store.answers(mention, limit)
        return [record for record in found if self._seen.town(record.mention.town)]

    async def scan(self, town: str | None = None) -> AsyncGenerator[Record, None]:
        """See `Store.scan`."""
        wanted: Iterable[str] = self._seen.slugs if town is None else (town,)
        for slug in wanted:
            if self._seen.town(slug):
                records = self._store.scan(slug)
                try:
                    async for record in records:
                        yield record
                finally:
                    await records.aclose()

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """Return none: nobody knows whose they are before they are read."""
        del limit
        return []

    async def discard_dead_letters(self, ids: Sequence[str]) -> int:
        """Refuse: see `dead_letters`."""
        del ids
        raise HTTPException(403)

    async def close(self) -> None:
        """Leave the store open: it is the installation's."""

    def _within(self, query: Query) -> Query:
        """Keep to their towns; to their themes too when the question names its town field.

        That is how the lists of mentions ask for a theme (see `pipeline.apart`).
        """
        asks = query.where is not None and asks_town(query.where)
        theirs = Field("town", self._seen.slugs if asks else self._seen.towns)
        return replace(query, where=And((theirs, query.where)) if query.where else theirs)

    def _of_sources(self, by_name: Mapping[str, T]) -> Mapping[str, T]:
        return {name: value for name, value in by_name.items() if self._seen.source(name)}
