"""Moves an embedded installation's store into another store, and proves that all of it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import blake2b
from typing import Protocol, runtime_checkable

import msgspec

from vigie.batch import Batch, CursorMove, Gone, SourceStatus, Tally
from vigie.case_contracts import Cases
from vigie.codec import encode
from vigie.contracts import Outbox, Store
from vigie.post import AuthorPurged
from vigie.record import Record
from vigie.review import Review

_AT_ONCE = 500
_ALL = 10_000_000
_MASK = (1 << 64) - 1


class From(Store, Outbox, Cases, Protocol):
    """A store that can also tell what it buried."""

    async def graves(self) -> list[Gone]:
        """Return every tombstone."""
        ...

    async def purges(self) -> list[AuthorPurged]:
        """Return every author whose account is gone."""
        ...


@runtime_checkable
class Into(Store, Outbox, Cases, Protocol):
    """A store that can put back reviews under the version they had, and sources' rhythms."""

    async def restore(self, kept: Sequence[Review], known: Sequence[SourceStatus] = ()) -> None:
        """Put reviews back as they were, a newer one stays; and what was known of sources."""
        ...


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions, and the sum of their digests: the order in which they come is all one."""

    mentions: int = 0
    digest: int = 0

    def plus(self, records: Sequence[Record]) -> Sum:
        """Return the sum with these records added, reviews included."""
        digest = self.digest
        for record in records:
            hashed = blake2b(encode(record), digest_size=8).digest()
            digest = (digest + int.from_bytes(hashed)) & _MASK
        return Sum(mentions=self.mentions + len(records), digest=digest)


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was there, and what was read back from the other store."""

    before: Sum
    after: Sum
    reviews: int = 0
    graves: int = 0
    deliveries: int = 0
    cases: int = 0
    dead_letters: int = 0
    sources: int = 0

    @property
    def whole(self) -> bool:
        """Whether every mention and review was read back the same."""
        return self.before == self.after


async def copy_store(
    source: From,
    target: Into,
    *,
    town: str | None = None,
    progress: Callable[[int], None] = lambda _mentions: None,
) -> Copied:
    """Copy everything, or one town's mentions; doing it again changes nothing.

    Tombstones go first, so that nothing deleted comes back, and the sources' cursors last, so
    that a copy cut short listens again to what it missed. Nothing must write in `source`
    meanwhile; `target` may be in use. Waits as the stores do, raises what they raise.
    """
    graves, purges = await source.graves(), await source.purges()
    await target.write(Batch(gone=tuple(graves), purged=tuple(purges)))
    before, after, reviews = Sum(), Sum(), 0
    async for records in _batches(source, town):
        bare = [msgspec.structs.replace(record, review=None) for record in records]
        await target.write(Batch(records=tuple(bare)))
        reviewed = [record.review for record in records if record.review]
        await target.restore(reviewed)
        kept = await target.many([record.mention.id for record in records])
        before, after = before.plus(records), after.plus(list(kept.values()))
        reviews += len(reviewed)
        progress(before.mentions)
    deliveries, letters = await _outbox_and_letters(source, target)
    return Copied(
        before=before,
        after=after,
        reviews=reviews,
        graves=len(graves),
        deliveries=deliveries,
        cases=await _cases(source, target, town),
        dead_letters=letters,
        sources=await _sources(source, target),
    )


async def _batches(source: Store, town: str | None) -> AsyncIterator[list[Record]]:
    batch: list[Record] = []
    async for record in source.scan(town):
        batch.append(record)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


async def _outbox_and_letters(source: From, target: Into) -> tuple[int, int]:
    deliveries = await source.deliveries(_ALL)
    letters = await source.dead_letters(_ALL)
    await target.write(Batch(deliveries=tuple(deliveries), dead_letters=tuple(letters)))
    return len(deliveries), len(letters)


async def _cases(source: Cases, target: Cases, town: str | None) -> int:
    """Copy cases with where they stand: a case that was handed over is never handed over again."""
    cases = [case for case in await source.cases(_ALL) if town in (None, case.town)]
    await target.save_cases(cases)
    return len(cases)


async def _sources(source: Store, target: Into) -> int:
    statuses, tallies = await source.sources(), await source.tallies()
    moves = [
        CursorMove(
            source=status.source,
            cursor=await source.cursor(status.source) or b"",
            at=status.asked_at,
            state=status.state,
        )
        for status in statuses.values()
    ]
    counts = [
        Tally(source=name, outcome=outcome, count=count)
        for name, outcomes in tallies.items()
        for outcome, count in outcomes.items()
    ]
    await target.write(Batch(cursors=tuple(moves), tallies=tuple(counts)))
    await target.restore((), tuple(statuses.values()))
    return len(statuses)
