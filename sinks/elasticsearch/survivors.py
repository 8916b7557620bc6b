"""What a writer that died left of mentions that were removed while it wrote.

It would have looked again (`aftermath`); whoever writes its batch again mends it instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from sinks.elasticsearch import quotations
from sinks.elasticsearch.document import held
from sinks.elasticsearch.edition import Edition
from sinks.elasticsearch.fetching import fetch
from sinks.elasticsearch.inventory import Forbidden
from sinks.elasticsearch.remembered import Known
from sinks.elasticsearch.removal import bury
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import key
from vigie.batch import Gone
from vigie.record import Record


async def remove(
    shelf: Shelf, records: Sequence[Record], known: dict[str, Known], forbidden: Forbidden
) -> None:
    """Remove the mentions that are there although they, or their authors, are gone."""
    suspects = {
        record.mention.id: known[record.mention.id].index
        for record in records
        if forbidden.forbids(record) and record.mention.id in known
    }
    if not suspects:
        return
    places = [(index, mention) for mention, index in suspects.items()]
    there = await fetch(shelf.server, places, ("author",))
    banished = {key(author) for author in forbidden.authors}
    at = shelf.clock.now()
    gone = [
        Gone(mention=mention, at=at)
        for (_, mention), got in zip(places, there, strict=True)
        if got.found and (mention in forbidden.mentions or held(got.source).author in banished)
    ]
    await bury(shelf, gone)


async def silence(shelf: Shelf, editions: Sequence[Edition], forbidden: Forbidden) -> None:
    """Take out the quotations that are there of mentions that are gone."""
    left = [
        (each.index, each.record.mention.id)
        for each in editions
        if each.silenced and each.became == "unchanged"
    ]
    await quotations.silence(shelf, left, forbidden.mentions)
