"""Going through everything: mentions with their reviews, tombstones, purged authors."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import msgspec

from sinks.elasticsearch import graves, reading
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import refresh, walk
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import moment
from sinks.record_keys import storable
from vigie.batch import Gone
from vigie.post import AuthorPurged
from vigie.record import Record

_AT_ONCE: Final = 500


class _Purged(msgspec.Struct, frozen=True):
    pseudonym: str
    purged_us: int


class _Buried(msgspec.Struct, frozen=True):
    deleted_us: int


async def records(shelf: Shelf, town: str | None) -> AsyncGenerator[Record, None]:
    """Yield every record of a town, or of all, as it is when its turn comes."""
    query = EVERYTHING if town is None else {"term": {"town": storable(town)}}
    await refresh(shelf.server, shelf.names.mentions)
    pages = walk(shelf.server, shelf.names.mentions, query, page=_AT_ONCE, _source=False)
    async with aclosing(pages):
        async for page in pages:
            there = await reading.at(shelf, [(hit.index, hit.id) for hit in page])
            for record in there.values():
                yield record


async def tombs(shelf: Shelf) -> list[Gone]:
    """Return every tombstone, in the order of their ids."""
    await refresh(shelf.server, shelf.names.tombstones)
    pages = walk(shelf.server, shelf.names.tombstones, EVERYTHING, _source=["deleted_us"])
    found = [
        graves.gone_of(hit.id, msgspec.json.decode(hit.source, type=_Buried).deleted_us)
        async for page in pages
        for hit in page
    ]
    return sorted(found, key=lambda each: each.mention)


async def purges(shelf: Shelf) -> list[AuthorPurged]:
    """Return every author whose account is gone."""
    await refresh(shelf.server, shelf.names.purged_authors)
    pages = walk(shelf.server, shelf.names.purged_authors, EVERYTHING)
    found = [msgspec.json.decode(hit.source, type=_Purged) async for page in pages for hit in page]
    return [
        AuthorPurged(pseudonym=each.pseudonym, at=moment(each.purged_us))
        for each in sorted(found, key=lambda each: each.pseudonym)
    ]
