"""The seams of the house: Protocols with few verbs, whose arguments are frozen values.

A plug-in enters by an entry point (`vigie.connectors`, `vigie.enrichers`,
`vigie.deliverers`); the built-ins use the same doors.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from vigie.alert import Alert, Delivery
from vigie.batch import Batch, SourceStatus, Written
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged
from vigie.page import Page
from vigie.query import Counts, Found, Query
from vigie.record import Record
from vigie.retention import Expired, RetentionRule
from vigie.review import Review
from vigie.say import Say


class Connector(Protocol):
    """The world → pages of events.

    Built by its entry point as `build(settings, context)`. Never raises for one bad item: it
    goes to `Page.rejected`. A source that is away is a page too, without events, its `state`
    "failing" and its `next_at` the moment to try again, so that the wait survives a restart.
    Raises `ConfigurationError` at construction, `Unavailable` only for what is not the
    source's doing; the runner then waits and calls again with the last saved cursor.
    """

    @property
    def name(self) -> str:
        """Name of the source, unique in the installation."""
        ...

    def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield pages from `cursor` (None: from the beginning) until there is nothing more now.

        The iteration ends when the source has nothing more for the moment; the last page's
        `next_at` tells when to start again. It may block on the network, never on the CPU
        for long. Resuming from any page's cursor loses nothing; repeating is harmless.
        """
        ...


class Enricher(Protocol):
    """Judged mentions → the same with one more thing said.

    Built per town as `build(town, options)`. Does no I/O after construction. Never raises for
    a strange text: any string is a text.
    """

    @property
    def name(self) -> str:
        """Name of the stage, as its entry point."""
        ...

    @property
    def version(self) -> str:
        """Version of rules or model, kept in `Judgement.models`."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """Fields of `Judgement` that must have been filled before."""
        ...

    @property
    def gives(self) -> frozenset[str]:
        """Fields of `Judgement` that this stage fills."""
        ...

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch in the same order, each with this stage's fields filled."""
        ...


class Store(Protocol):
    """What was heard and decided, searchable. Every write is idempotent.

    All methods may block on the disk or the network; they wait for a store that is away and
    raise `Unavailable` only when it stays away beyond the caller's patience.
    """

    async def write(self, batch: Batch) -> Written:
        """Write a batch: all of it, durably, or nothing.

        An older or equal (revision, generation) of a known mention changes nothing; a
        tombstoned id or a purged author is never written again; a cursor moves with the
        batch that it covers.
        """
        ...

    async def get(self, mention: str) -> Record | None:
        """Return one record with its review, None when unknown, deleted or expired."""
        ...

    async def many(self, mentions: Sequence[str]) -> dict[str, Record]:
        """Return the known records among these ids."""
        ...

    async def search(self, query: Query) -> Found:
        """Return one page of answers. Raises `InvalidInput` for an `after` it did not give."""
        ...

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """Count answers by facet and by period of `published_at`, in UTC.

        `facets`: of `FIELDS`, or `ROUTE_AND_STATUS`; `every`: "hour", "day", "week" or "month".
        """
        ...

    async def similar(self, signature: bytes, town: str, since: datetime) -> list[Record]:
        """Return recent records of `town` that tell the same story."""
        ...

    async def review(self, review: Review) -> Review:
        """Save a review; raises `InvalidInput` when its version is not the one kept."""
        ...

    async def cursor(self, source: str) -> bytes | None:
        """Return the cursor saved for a source, None if it was never asked with success.

        The cursor b"" of a call is never saved (see `vigie.batch.CursorMove`).
        """
        ...

    async def sources(self) -> Mapping[str, SourceStatus]:
        """Return the state of every source that ever moved its cursor."""
        ...

    async def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many posts each source brought, by outcome ("kept", "homonym", …)."""
        ...

    async def expire(
        self, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool
    ) -> Expired:
        """Apply retention: what is older than its rule leaves no personal data behind."""
        ...

    async def erase(self, mentions: Sequence[str], at: datetime) -> int:
        """Erase these mentions for good, everywhere in the store; return how many there were."""
        ...

    async def find_by_address(self, url: str) -> list[str]:
        """Return the ids of the mentions published at this address."""
        ...

    async def answers(self, mention: str, limit: int) -> list[Record]:
        """Return the records kept that answer this mention, oldest first, at most so many."""
        ...

    def scan(self, town: str | None = None) -> AsyncGenerator[Record, None]:
        """Yield every record of a town, or of all, once, with its review, in no given order.

        A record written or removed meanwhile may be in or not. Close it (`aclose`) when it is
        not exhausted.
        """
        ...

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """Return the dead letters, newest first."""
        ...

    async def discard_dead_letters(self, ids: Sequence[str]) -> int:
        """Forget dead letters that were replayed or given up; return how many there were."""
        ...

    async def close(self) -> None:
        """Let go of files and connections."""
        ...


class Outbox(Protocol):
    """Deliveries waiting to leave, durable, leased so that two workers never share one."""

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """Take what is due, but for these targets; another worker may after `lease`."""
        ...

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """Save what became of claimed deliveries: sent, dead, or due again later."""
        ...

    async def deliveries(self, limit: int = 100, state: str | None = None) -> list[Delivery]:
        """Return deliveries, newest alert first."""
        ...

    async def disabled_targets(self) -> Mapping[str, str]:
        """Return targets that answered that they want no more, with the reason."""
        ...

    async def disable_target(self, target: str, why: str, at: datetime) -> None:
        """Stop a target (a 410); its pending deliveries become "dropped"."""
        ...

    async def enable_target(self, target: str) -> None:
        """Let a stopped target receive again."""
        ...

    async def replay(self, ids: Sequence[str], now: datetime) -> int:
        """Make deliveries of these alerts due again; return how many."""
        ...


class Deliverer(Protocol):
    """An alert → the world. Built per target as `build(settings, context)`."""

    @property
    def target(self) -> str:
        """Name of the target, unique in the installation."""
        ...

    async def deliver(self, alert: Alert) -> Say | None:
        """Deliver once, or raise `Unavailable` (try later) or `Refused` with `final` (never).

        Returns what is not certain of a delivery that counts as made, None when all is.
        """
        ...
