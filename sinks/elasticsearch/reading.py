"""Reading records whole, as last written, each with its review."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import msgspec

from sinks.elasticsearch import reviewed
from sinks.elasticsearch.document import held
from sinks.elasticsearch.fetching import Got, Wanted, fetch, walk
from sinks.elasticsearch.known import among
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import key
from vigie.record import Record

_AT_ONCE: Final = 1_000


async def many(shelf: Shelf, mentions: Sequence[str]) -> dict[str, Record]:
    """Return the known records among these ids, by id."""
    known = await among(shelf, list(dict.fromkeys(mentions)))
    return await at(shelf, [(each.index, mention) for mention, each in known.items()])


async def at(shelf: Shelf, places: Sequence[Wanted]) -> dict[str, Record]:
    """Return the records at these places that are still there, by id, in the order asked for."""
    records: dict[str, Record] = {}
    left = iter(places)
    while some := list(islice(left, _AT_ONCE)):
        reviews = [(shelf.names.reviews, mention) for _, mention in some]
        found = await fetch(shelf.server, [*some, *reviews], ("record", "body", "version"))
        pairs = zip(some, found[: len(some)], found[len(some) :], strict=True)
        for (_, mention), document, review in pairs:
            if document.found:
                records[mention] = joined(held(document.source).bare_record(), review)
    return records


def joined(record: Record, review: Got) -> Record:
    """Return a record with its review, if there is one."""
    found = reviewed.read(review)
    return record if found is None else msgspec.structs.replace(record, review=found)


async def at_address(shelf: Shelf, url: str) -> list[str]:
    """Return the ids of the mentions published at an address."""
    query = {"term": {"address": key(url)}}
    pages = walk(shelf.server, shelf.names.mentions, query, _source=False)
    return [hit.id async for page in pages for hit in page]


async def answers(shelf: Shelf, mention: str, limit: int) -> list[Record]:
    """Return the first answers to a mention, oldest first, at most so many."""
    query = {"term": {"answered": key(mention)}}
    sort = [{"placed_us": "asc"}, "_shard_doc"]
    index = shelf.names.mentions
    pages = walk(shelf.server, index, query, most=limit, sort=sort, _source=False)
    places = [(hit.index, hit.id) async for page in pages for hit in page]
    return list((await at(shelf, places)).values())
