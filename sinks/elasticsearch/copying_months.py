"""Copying mentions from the indices of one version of the mapping to those of another.

Each document is built anew from the record's wire form and its review, under the version that
it has: a copy never writes over something newer, and copying twice changes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import bulk, document, graves, months, reviewed
from sinks.elasticsearch.clauses import EVERYTHING, Json
from sinks.elasticsearch.fetching import Hit, fetch, refresh, walk
from sinks.elasticsearch.known import searched
from sinks.elasticsearch.putting_in_force import put_in_force
from sinks.elasticsearch.remembered import Known
from sinks.elasticsearch.shelf import Shelf
from vigie.errors import ConfigurationError
from vigie.say import Say

_AT_ONCE: Final = 500
# Clocks of two machines differ: what was written up to so long before is copied again.
_OVERLAP_US: Final = 300_000_000


async def copy(old: Shelf, new: Shelf, since_us: int, progress: Callable[[int], None]) -> int:
    """Copy what was written since a moment (0: everything); return how many there were."""
    await refresh(old.server, old.names.months)
    query: Json = EVERYTHING
    if since_us:
        query = {"range": {"written_us": {"gte": since_us - _OVERLAP_US}}}
    copied = 0
    for index in await months.all_of(old):
        pages = walk(old.server, index, query, page=_AT_ONCE, version=True)
        async for page in pages:
            await _copy(new, page)
            copied += len(page)
            progress(copied)
    return copied


async def bury_again(new: Shelf) -> None:
    """Remove from the copies what was removed while they were made."""
    async for there in _buried(new):
        writes = [bulk.remove(known.index, mention) for mention, known in there.items()]
        await bulk.run(new.server, writes)


async def buried_in(shelf: Shelf) -> int:
    """Return how many mentions stand in the months although they have a tombstone."""
    return sum([len(there) async for there in _buried(shelf)])


async def _buried(shelf: Shelf) -> AsyncGenerator[dict[str, Known], None]:
    await refresh(shelf.server, shelf.names.months)
    await refresh(shelf.server, shelf.names.tombstones)
    async for page in walk(shelf.server, shelf.names.tombstones, EVERYTHING, _source=False):
        yield await searched(shelf, [hit.id for hit in page], shelf.names.months)


async def review_again(new: Shelf, since_us: int) -> None:
    """Put in force the reviews that were saved while the copies were made."""
    await refresh(new.server, new.names.reviews)
    query = {"range": {"written_us": {"gte": since_us - _OVERLAP_US}}}
    async for page in walk(new.server, new.names.reviews, query, _source=False):
        there = await searched(new, [hit.id for hit in page], new.names.months)
        for mention, known in there.items():
            await put_in_force(new, mention, known.index)


async def _copy(new: Shelf, hits: Sequence[Hit]) -> None:
    mentions = [hit.id for hit in hits]
    reviews = await reviewed.of(new, mentions)
    tombs = await fetch(new.server, graves.where(new, mentions), ())
    writes = []
    for hit, tomb in zip(hits, tombs, strict=True):
        if tomb.found:
            continue
        kept = document.held(hit.source)
        record = msgspec.structs.replace(kept.bare_record(), review=reviews.get(hit.id))
        body = document.build(
            record,
            kept.record.encode(),
            placed_us=kept.placed_us,
            written_us=kept.written_us,
            writer=kept.writer,
        )
        index = new.names.month(record.first_seen)
        writes.append(bulk.put(index, hit.id, body, hit.version, again=True))
    if any(outcome.fault for outcome in await bulk.run(new.server, writes)):
        raise ConfigurationError([_UNFIT])


_UNFIT: Final = Say(
    "Le nouveau modèle ne peut pas tenir une des mentions déjà gardées. Rien n’a changé : les "
    "index d’avant servent toujours.",
    "The new mapping cannot hold one of the mentions already kept. Nothing has changed: the "
    "former indices still serve.",
)
