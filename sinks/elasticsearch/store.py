"""The store of the distributed mode: `vigie.contracts` over the indices of Elasticsearch."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Self

from sinks.elasticsearch import (
    counting,
    dead_letters,
    outbox,
    reading,
    removal,
    retention,
    reviews,
    scanning,
    searching,
    sources,
    targets,
    writing,
)
from sinks.elasticsearch.arrival_shelf import ArrivalShelf
from sinks.elasticsearch.case_shelf import CaseShelf
from sinks.elasticsearch.connection import ElasticSettings, connect
from sinks.elasticsearch.fetching import refresh
from sinks.elasticsearch.leasing import Leasing
from sinks.elasticsearch.look_up_shelf import LookUpShelf
from sinks.elasticsearch.mapping import OURS, Names
from sinks.elasticsearch.mapping import Mapping as IndexMapping
from sinks.elasticsearch.neighbours import Neighbours
from sinks.elasticsearch.opening import OPENING, opened
from sinks.elasticsearch.paper_shelf import PaperShelf
from sinks.elasticsearch.server import Server
from sinks.elasticsearch.shelf import OnRejected, Shelf
from sinks.moments import micros
from vigie.alert import Delivery
from vigie.batch import Batch, Gone, SourceStatus, Written
from vigie.clock import Clock, SystemClock
from vigie.dead_letter import DeadLetter
from vigie.post import AuthorPurged
from vigie.query import Counts, Found, Query
from vigie.record import Record
from vigie.retention import Expired, RetentionRule
from vigie.review import Review


class ElasticStore(ArrivalShelf, CaseShelf, LookUpShelf, PaperShelf):
    """Everything in indices of one cluster; many processes may share them.

    `async with await ElasticStore.open(settings) as store:` closes it at the end. All methods
    wait for a cluster that is away, for as long as `patience`, then raise `Unavailable`.
    """

    def __init__(self, shelf: Shelf, neighbours: Neighbours) -> None:
        super().__init__(shelf)
        self._neighbours = neighbours
        self._leasing = Leasing(shelf)

    @classmethod
    async def open(
        cls,
        settings: ElasticSettings,
        clock: Clock | None = None,
        *,
        refresh: bool = False,
        patience: float = 60.0,
        on_rejected: OnRejected | None = None,
        mapping: IndexMapping = OURS,
        steady: Callable[[], float] = monotonic,
    ) -> Self:
        """Connect, and make what is missing in the cluster.

        Args:
            settings: where it is, who we are, how indices are made.
            clock: tells when things are written and dropped; the machine's by default.
            refresh: make each write visible to searches before it returns. For a process that
                is alone, and for tests; a worker leaves it to `settings.refresh_seconds`.
            patience: seconds to wait for a cluster that is away or overloaded.
            on_rejected: takes the dead letters of what no index can hold, before cursors move.
            mapping: what indices hold; another one in tests of migrations only.
            steady: seconds that never jump, by which leases are watched.

        Raises:
            ConfigurationError: settings that contradict one another, not Elasticsearch 9, a
                password or a certificate refused, or indices of another version.
            Unavailable: the cluster does not answer.
        """
        server = Server(connect(settings), patience=min(patience, OPENING), refresh=refresh)
        names = Names(settings.prefix, mapping.version)
        await opened(server, names, mapping, settings)
        server.patience = patience
        shelf = Shelf(server, names, clock or SystemClock(), on_rejected, steady)
        return cls(shelf, Neighbours(shelf, 0.0 if refresh else settings.refresh_seconds))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.close()

    async def write(self, batch: Batch) -> Written:
        """See `Store.write`, and `writing` for what « all or nothing » is here."""
        done = await writing.write(self._shelf, batch)
        self._neighbours.add(
            [
                (
                    each.record.mention.id,
                    each.index,
                    each.record.signature,
                    each.record.mention.town,
                    micros(each.record.first_seen),
                )
                for each in done.editions
                if each.became in ("new", "revised") and each.record.signature is not None
            ]
        )
        return done.written

    async def get(self, mention: str) -> Record | None:
        """See `Store.get`. What this process wrote is there at once."""
        return (await self.many([mention])).get(mention)

    async def many(self, mentions: Sequence[str]) -> dict[str, Record]:
        """See `Store.many`. What this process wrote is there at once."""
        return await reading.many(self._shelf, mentions)

    async def search(self, query: Query) -> Found:
        """See `Store.search`. Raises `InvalidInput` for an unknown field, order or limit too."""
        return await searching.search(self._shelf, query)

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """See `Store.count`. A period goes by its first moment, those without answers left out."""
        return await counting.count(self._shelf, query, facets, every)

    async def similar(self, signature: bytes, town: str, since: datetime) -> list[Record]:
        """See `Store.similar`. At most 16 that tell the same story, the closest first."""
        return await self._neighbours.similar(signature, town, since)

    async def similar_many(
        self, wanted: Sequence[tuple[bytes, str]], since: datetime
    ) -> list[list[Record]]:
        """Return what `similar` would for each signature and town, in one request or none."""
        return await self._neighbours.similar_many(wanted, since)

    async def review(self, review: Review) -> Review:
        """See `Store.review`. Raises `InvalidInput` for an unknown mention too."""
        return await reviews.save(self._shelf, review)

    async def restore(self, kept: Sequence[Review], known: Sequence[SourceStatus] = ()) -> None:
        """Put reviews back under their versions (a newer one stays), and what sources were."""
        await reviews.restore(self._shelf, kept)
        await sources.restore(self._shelf, known)

    async def cursor(self, source: str) -> bytes | None:
        """See `Store.cursor`."""
        return await sources.cursor(self._shelf, source)

    async def sources(self) -> Mapping[str, SourceStatus]:
        """See `Store.sources`."""
        return await sources.statuses(self._shelf)

    async def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """See `Store.tallies`."""
        return await sources.tallies(self._shelf)

    async def expire(
        self, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool
    ) -> Expired:
        """See `Store.expire`. Raises `ConfigurationError` for a rule that makes no sense."""
        return await retention.expire(self._shelf, rules, now, dry_run=dry_run)

    async def erase(self, mentions: Sequence[str], at: datetime) -> int:
        """See `Store.erase`. Elasticsearch frees the disk's blocks when it merges its segments."""
        return await removal.bury(self._shelf, [Gone(mention=each, at=at) for each in mentions])

    def scan(self, town: str | None = None) -> AsyncGenerator[Record, None]:
        """See `Store.scan`. Each record is as it is when its turn comes."""
        return scanning.records(self._shelf, town)

    async def graves(self) -> list[Gone]:
        """Return every tombstone, in the order of their ids."""
        return await scanning.tombs(self._shelf)

    async def purges(self) -> list[AuthorPurged]:
        """Return every author whose account is gone."""
        return await scanning.purges(self._shelf)

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """See `Store.dead_letters`."""
        return await dead_letters.newest(self._shelf, limit)

    async def discard_dead_letters(self, ids: Sequence[str]) -> int:
        """See `Store.discard_dead_letters`."""
        return await dead_letters.discard(self._shelf, ids)

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """See `Outbox.claim`. The longest due come first."""
        return await outbox.claim(self._shelf, now, lease, limit, without)

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """See `Outbox.settle`."""
        await outbox.settle(self._shelf, deliveries)

    async def deliveries(self, limit: int = 100, state: str | None = None) -> list[Delivery]:
        """See `Outbox.deliveries`."""
        return await outbox.newest(self._shelf, limit, state)

    async def disabled_targets(self) -> Mapping[str, str]:
        """See `Outbox.disabled_targets`."""
        return await targets.disabled(self._shelf)

    async def disable_target(self, target: str, why: str, at: datetime) -> None:
        """See `Outbox.disable_target`."""
        await targets.disable(self._shelf, target, why, at)

    async def enable_target(self, target: str) -> None:
        """See `Outbox.enable_target`."""
        await targets.enable(self._shelf, target)

    async def replay(self, ids: Sequence[str], now: datetime) -> int:
        """See `Outbox.replay`."""
        return await outbox.replay(self._shelf, ids, now)

    async def lease(
        self, wanted: Sequence[str], holder: str, seconds: float, most: int | None = None
    ) -> frozenset[str]:
        """See `Leases.lease`."""
        return await self._leasing.lease(wanted, holder, seconds, most)

    async def release(self, held: Sequence[str], holder: str) -> None:
        """See `Leases.release`."""
        await self._leasing.release(held, holder)

    async def refresh(self) -> None:
        """Make every mention written so far visible, and remember nothing of one's own writes."""
        await refresh(self._shelf.server, self._shelf.names.mentions)
        self._shelf.recent.clear()

    async def close(self) -> None:
        """See `Store.close`. May be called twice."""
        await self._shelf.server.close()
