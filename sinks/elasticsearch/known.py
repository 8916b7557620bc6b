"""Finding where mentions stand: one id lives in one index for ever, that of its first sighting.

A search tells, as of the last refresh; what this process wrote in the last minute is remembered;
and what another process wrote a moment ago is read by id, refreshed or not, in the month in
which it would have been first seen (and the month before, around midnight of the first). So an
edition finds its first sighting even when that is a few milliseconds old and another worker's.
For the same reason what a search missed a few seconds ago need not be searched for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sinks.elasticsearch.document import KEPT, held
from sinks.elasticsearch.fetching import Got, Hit, Wanted, fetch, find, fits
from sinks.elasticsearch.remembered import Known
from sinks.elasticsearch.shelf import Shelf

#: How long what was written may take to be found by a search.
_UNSEEN: Final = timedelta(minutes=1)
#: Elasticsearch shows no more than 10,000 hits at once.
_AT_ONCE: Final = 5_000


async def among(shelf: Shelf, mentions: Sequence[str]) -> dict[str, Known]:
    """Return those of these mentions that a search or this process knows of."""
    known = shelf.recent.among(mentions)
    asked = [each for each in mentions if each not in known]
    found = await searched(shelf, asked)
    shelf.recent.unfound(each for each in asked if each not in found)
    return {**found, **known}


async def among_first_seen(
    shelf: Shelf, first_seen: dict[str, datetime], others: Sequence[Wanted] = ()
) -> tuple[dict[str, Known], list[Got]]:
    """Return what is known of mentions, given with the first sighting that they would have.

    `others` are read by id in the same request; they come back as the second part.
    """
    known = shelf.recent.among(first_seen)
    unsure = {each: seen for each, seen in first_seen.items() if each not in known}
    months = [(shelf.names.month(seen), mention) for mention, seen in unsure.items()]
    months += [
        (shelf.names.month(seen - _UNSEEN), mention)
        for mention, seen in unsure.items()
        if seen.day == 1 and seen.hour == seen.minute == 0 and seen.year > 1
    ]
    found, by_id = await asyncio.gather(
        searched(shelf, shelf.recent.worth_a_search(unsure)),
        fetch(shelf.server, [*others, *months], (*KEPT, "kept")),
    )
    for (index, mention), got in zip(months, by_id[len(others) :], strict=True):
        if got.found:
            here = _of_got(index, got)
            there = found.get(mention, here)
            found[mention] = min(here, there, key=lambda each: each.first_seen_us)
    return {**found, **known}, by_id[: len(others)]


async def searched(
    shelf: Shelf, mentions: Iterable[str], index: str | None = None
) -> dict[str, Known]:
    """Return those of these mentions that a search finds, in the alias or in these indices."""
    known: dict[str, Known] = {}
    left = iter([each for each in mentions if fits(each)])
    while some := list(islice(left, _AT_ONCE)):
        body = {
            "query": {"ids": {"values": some}},
            "size": len(some),
            "sort": ["_doc"],
            "version": True,
            "track_total_hits": False,
            "_source": False,
            "docvalue_fields": list(KEPT),
        }
        found = await find(shelf.server, index or shelf.names.mentions, body)
        known |= {hit.id: of_hit(hit) for hit in found.hits.hits}
    return known


def of_hit(hit: Hit) -> Known:
    """Return what a search tells of a mention, asked with `docvalue_fields` of `KEPT`."""
    placed, first_seen, cluster, reviewed = (hit.first(field) for field in KEPT)
    return Known(hit.index, hit.version, first_seen or 0, placed or 0, cluster, reviewed or 0)


def _of_got(index: str, got: Got) -> Known:
    kept = held(got.source)
    return Known(
        index, got.version, kept.first_seen_us, kept.placed_us, kept.cluster, kept.reviewed
    )
