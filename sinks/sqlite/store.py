"""The embedded store: `Store`, `Outbox`, `Cases` and `Papers` over one SQLite file."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sinks.record_keys import key
from sinks.sqlite import (
    arrivals,
    cases,
    counting,
    dead_letters,
    documents,
    erasure,
    outbox,
    retention,
    reviews,
    searching,
    sources,
    targets,
    tombstones,
    writing,
)
from sinks.sqlite.migrations import migrate
from sinks.sqlite.neighbours import Neighbours
from sinks.sqlite.paper_drawer import PaperDrawer
from sinks.sqlite.reindexing import reindex
from sinks.sqlite.threads import Threads
from vigie.alert import Delivery
from vigie.arrivals import Arrived
from vigie.batch import Batch, Gone, SourceStatus, Written
from vigie.case import Case
from vigie.clock import Clock, SystemClock
from vigie.dead_letter import DeadLetter
from vigie.post import AuthorPurged
from vigie.query import Counts, Found, Query
from vigie.record import Record
from vigie.retention import Expired, RetentionRule
from vigie.review import Review


class SqliteStore(PaperDrawer):
    """Everything in one file, through threads of its own: the event loop never waits for it.

    `async with await SqliteStore.open(path) as store:` closes it at the end. Two processes may
    have the same file open; one writes at a time.
    """

    def __init__(self, threads: Threads, clock: Clock) -> None:
        self._threads = threads
        self._clock = clock
        self._neighbours = Neighbours()

    @classmethod
    async def open(cls, path: Path, clock: Clock | None = None, patience: float = 15.0) -> Self:
        """Open the file, making it or bringing it to this version first if need be.

        Args:
            path: the file; its folder must exist, on a local disk.
            clock: tells when deliveries are dropped; the machine's by default.
            patience: seconds to wait for another process that writes.

        Raises:
            ConfigurationError: not one of Vigie's files, damaged, or from a newer version.
            Unavailable: the disk is full or another process keeps the file locked.
        """
        threads = Threads(path, patience)
        try:
            await threads.write(migrate)
            await threads.write(reindex)
        except BaseException:
            await threads.close()
            raise
        return cls(threads, clock or SystemClock())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def write(self, batch: Batch) -> Written:
        """See `Store.write`. Durable against a power cut when it returns."""
        return await self._threads.write(writing.write, batch, self._clock.now())

    async def get(self, mention: str) -> Record | None:
        """See `Store.get`."""
        return (await self.many([mention])).get(mention)

    async def many(self, mentions: Sequence[str]) -> dict[str, Record]:
        """See `Store.many`."""
        return await self._threads.read(documents.many, mentions)

    async def search(self, query: Query) -> Found:
        """See `Store.search`. Raises `InvalidInput` for an unknown field, order or limit too."""
        return await self._threads.read(searching.search, query)

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """See `Store.count`. A period goes by its first moment, those without answers left out."""
        return await self._threads.read(counting.count, query, facets, every)

    async def similar(self, signature: bytes, town: str, since: datetime) -> list[Record]:
        """See `Store.similar`. At most 16 that tell the same story, the closest first."""
        return await self._threads.read(self._neighbours.similar, signature, town, since)

    async def review(self, review: Review) -> Review:
        """See `Store.review`. Raises `InvalidInput` for an unknown mention too."""
        return await self._threads.write(reviews.save, review)

    async def cursor(self, source: str) -> bytes | None:
        """See `Store.cursor`."""
        return await self._threads.read(sources.cursor, source)

    async def sources(self) -> Mapping[str, SourceStatus]:
        """See `Store.sources`."""
        return await self._threads.read(sources.statuses)

    async def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """See `Store.tallies`."""
        return await self._threads.read(sources.tallies)

    async def expire(
        self, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool
    ) -> Expired:
        """See `Store.expire`. Raises `ConfigurationError` for a rule that makes no sense."""
        return await self._threads.write(retention.expire, rules, now, dry_run=dry_run)

    async def erase(self, mentions: Sequence[str], at: datetime) -> int:
        """See `Store.erase`. Takes time on a large store: the word index is made compact."""
        return await self._threads.write(erasure.erase, mentions, at)

    async def scan(self, town: str | None = None) -> AsyncGenerator[Record, None]:
        """See `Store.scan`. In the order of arrival, read by the thousand."""
        after = 0
        while records := await self._threads.read(documents.after, after, town):
            after = max(records)
            for record in records.values():
                yield record

    async def graves(self) -> list[Gone]:
        """Return every tombstone, in the order of their ids."""
        return await self._threads.read(tombstones.graves)

    async def purges(self) -> list[AuthorPurged]:
        """Return every author whose account is gone."""
        return await self._threads.read(tombstones.purges)

    async def arrived(self, place: str | None, limit: int = 1_000) -> Arrived:
        """See `vigie.arrivals.Arrivals.arrived`. None is given twice."""
        return await self._threads.read(arrivals.arrived, place, limit)

    async def find_by_address(self, url: str) -> list[str]:
        """See `Store.find_by_address`. The address is compared letter for letter."""
        return await self._threads.read(documents.at_address, key(url))

    async def answers(self, mention: str, limit: int) -> list[Record]:
        """See `Store.answers`."""
        return await self._threads.read(documents.answers, key(mention), limit)

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """See `Store.dead_letters`."""
        return await self._threads.read(dead_letters.newest, limit)

    async def discard_dead_letters(self, ids: Sequence[str]) -> int:
        """See `Store.discard_dead_letters`."""
        return await self._threads.write(dead_letters.discard, ids)

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """See `Outbox.claim`. The longest due come first."""
        return await self._threads.write(outbox.claim, now, lease, limit, without)

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """See `Outbox.settle`."""
        await self._threads.write(outbox.settle, deliveries)

    async def deliveries(self, limit: int = 100, state: str | None = None) -> list[Delivery]:
        """See `Outbox.deliveries`."""
        return await self._threads.read(outbox.deliveries, limit, state)

    async def disabled_targets(self) -> Mapping[str, str]:
        """See `Outbox.disabled_targets`."""
        return await self._threads.read(targets.disabled)

    async def disable_target(self, target: str, why: str, at: datetime) -> None:
        """See `Outbox.disable_target`."""
        await self._threads.write(targets.disable, target, why, at)

    async def enable_target(self, target: str) -> None:
        """See `Outbox.enable_target`."""
        await self._threads.write(targets.enable, target)

    async def replay(self, ids: Sequence[str], now: datetime) -> int:
        """See `Outbox.replay`."""
        return await self._threads.write(outbox.replay, ids, now)

    async def save_cases(self, gathered: Sequence[Case]) -> None:
        """See `Cases.save_cases`."""
        await self._threads.write(cases.save, gathered)

    async def case(self, reference: str) -> Case | None:
        """See `Cases.case`."""
        return await self._threads.read(cases.one, reference)

    async def case_of(self, mention: str) -> Case | None:
        """See `Cases.case_of`."""
        return await self._threads.read(cases.holding, mention)

    async def cases(self, limit: int = 100, state: str | None = None) -> list[Case]:
        """See `Cases.cases`."""
        return await self._threads.read(cases.newest, limit, state)

    async def claim_cases(
        self, states: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> list[Case]:
        """See `Cases.claim_cases`."""
        return await self._threads.write(cases.claim, states, now, lease, limit)

    async def settle_case(self, case: Case) -> Case | None:
        """See `Cases.settle_case`."""
        return await self._threads.write(cases.settle, case)

    async def close(self) -> None:
        """See `Store.close`. Finishes what is under way first."""
        await self._threads.close()
