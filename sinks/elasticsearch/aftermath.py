"""Looking again once a batch is written: what was removed or reviewed meanwhile is mended."""

from __future__ import annotations

from collections.abc import Sequence

from sinks.elasticsearch import inventory, quotations, reviewed
from sinks.elasticsearch.burials import Count
from sinks.elasticsearch.edition import Edition
from sinks.elasticsearch.putting_in_force import put_in_force
from sinks.elasticsearch.removal import bury
from sinks.elasticsearch.shelf import Shelf
from vigie.batch import Gone


async def mend(shelf: Shelf, editions: Sequence[Edition], counted: Count | None) -> None:
    """Mend the editions just written; those removed meanwhile become "refused".

    `counted` are the removals (`burials`) as they were known before the batch was begun.

    Raises:
        ConfigurationError: the indices have moved to another version of the mapping.
    """
    fresh = [each for each in editions if each.became in ("new", "revised")]
    if fresh:
        await _remove_again(shelf, fresh, counted)
    known = [each for each in editions if each.known is not None and each.became != "refused"]
    reviews = await reviewed.of(shelf, [each.record.mention.id for each in known])
    for each in known:
        said = reviews.get(each.record.mention.id)
        if said is not None and said.version != _in_force(each):
            await put_in_force(shelf, each.record.mention.id, each.index)


async def _remove_again(shelf: Shelf, fresh: Sequence[Edition], counted: Count | None) -> None:
    records = [each.record for each in fresh]
    forbidden = await inventory.after(shelf, records, counted)
    gone = [each for each in fresh if forbidden.forbids(each.record)]
    if gone:
        at = shelf.clock.now()
        await bury(shelf, [Gone(mention=each.record.mention.id, at=at) for each in gone])
        for each in gone:
            each.became = "refused"
    quoting = [
        (each.index, each.record.mention.id)
        for each in fresh
        if each.became != "refused" and forbidden.silences(each.record)
    ]
    if quoting:
        await quotations.silence(shelf, quoting, forbidden.mentions)


def _in_force(edition: Edition) -> int:
    """Return the version of the review whose corrections the document bears."""
    if edition.became == "unchanged" and edition.known is not None:
        return edition.known.reviewed
    return edition.said
