"""Removing mentions for good: of each stays a tombstone, so that it cannot come back.

Between a removal and a write under way, in whatever order their steps fall, the mention ends up
gone. The remover: (1) leaves the tombstone, which anyone reading by id sees at once; (2) makes
all that was written visible, searches, deletes. The writer: (a) looks for the tombstone, (b)
writes, (c) looks again and removes. Either (b) comes before (2), which then finds it, or after
it, hence after (1), and (c) sees the tombstone. If the writer dies between (b) and (c), its
batch is written again, and (a) removes what is there. A purged author is handled the same way.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import (
    bulk,
    cases,
    forgetting_deliveries,
    graves,
    papers,
    quotations,
    reviewed,
)
from sinks.elasticsearch.clauses import Json
from sinks.elasticsearch.fetching import Hit, Wanted, fetch, fits, refresh, walk
from sinks.elasticsearch.graves import Origin
from sinks.elasticsearch.known import among, searched
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import key
from vigie.batch import Gone
from vigie.post import AuthorPurged

_AT_ONCE: Final = 1_000


async def bury(shelf: Shelf, gone: Sequence[Gone], origins: dict[str, Origin] | None = None) -> int:
    """Remove these mentions and everything that repeats their text; return how many there were.

    An id never seen gets its tombstone too: the deletion may come before the post. `origins`
    are the towns and sources of those whose caller knows them.
    """
    removed = 0
    for start in range(0, len(gone), _AT_ONCE):
        some = [each for each in gone[start : start + _AT_ONCE] if fits(each.mention)]
        removed += await _bury(shelf, some, origins)
    return removed


async def purge(shelf: Shelf, authors: Sequence[AuthorPurged]) -> None:
    """Remember that these authors are gone, and remove all their mentions, in every town."""
    if not authors:
        return
    await graves.banish(shelf, authors)
    await refresh(shelf.server, shelf.names.mentions)
    for author in authors:
        query = {"term": {"author": key(author.pseudonym)}}
        async for page in found(shelf, query):
            await bury(shelf, [Gone(mention=hit.id, at=author.at) for hit in page], origins(page))


async def remove(shelf: Shelf, places: Sequence[Wanted]) -> int:
    """Delete the documents at these places and their reviews; return how many there were."""
    mentions = [mention for _, mention in places]
    shelf.recent.forget(mentions)
    writes = [
        *(bulk.remove(index, mention) for index, mention in places),
        *reviewed.removed(shelf, mentions),
    ]
    outcomes = await bulk.run(shelf.server, writes)
    return sum(outcome.done for outcome in outcomes[: len(places)])


async def hush(shelf: Shelf, mentions: Sequence[str]) -> None:
    """Take the text of removed mentions out of alerts, cases and the answers that quote it."""
    await forgetting_deliveries.forget(shelf, mentions)
    await cases.forget(shelf, mentions)
    await papers.forget(shelf, mentions)
    await quotations.forget(shelf, mentions)


def found(shelf: Shelf, query: Json) -> AsyncGenerator[list[Hit], None]:
    """Walk over the mentions that answer, with where they were heard."""
    fields = ["town", "source"]
    return walk(shelf.server, shelf.names.mentions, query, page=_AT_ONCE, _source=fields)


def origins(hits: Sequence[Hit]) -> dict[str, Origin]:
    """Return where mentions were heard, as `found` brings them."""
    return {hit.id: msgspec.json.decode(hit.source, type=Origin) for hit in hits}


async def _origins(shelf: Shelf, places: Sequence[Wanted]) -> dict[str, Origin]:
    got = await fetch(shelf.server, places, ("town", "source"))
    return {
        mention: msgspec.json.decode(there.source, type=Origin)
        for (_, mention), there in zip(places, got, strict=True)
        if there.found
    }


async def _bury(shelf: Shelf, gone: Sequence[Gone], origins: dict[str, Origin] | None) -> int:
    if not gone:
        return 0
    mentions = [each.mention for each in gone]
    before = await among(shelf, mentions)
    if origins is None:
        origins = await _origins(shelf, [(known.index, m) for m, known in before.items()])
    await graves.dig(shelf, gone, origins)
    await refresh(shelf.server, shelf.names.mentions)
    known = {**before, **await searched(shelf, mentions)}
    removed = await remove(shelf, [(each.index, mention) for mention, each in known.items()])
    late = [mention for mention in mentions if mention not in known]
    await bulk.run(shelf.server, reviewed.removed(shelf, late))
    await hush(shelf, mentions)
    return removed
