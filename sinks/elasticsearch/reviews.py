"""What people said of mentions, each change made on the version last read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sinks.elasticsearch import bulk, layout, reviewed
from sinks.elasticsearch.fetching import fetch, refresh
from sinks.elasticsearch.known import among
from sinks.elasticsearch.putting_in_force import put_in_force
from sinks.elasticsearch.shelf import Shelf
from sinks.review_refusals import OVERTAKEN, UNKNOWN
from vigie.errors import InvalidInput
from vigie.review import Review


async def save(shelf: Shelf, review: Review) -> Review:
    """Save a review under the next version, and put its corrections in force.

    Two people who read the same version both try to write the next: Elasticsearch takes the
    first and refuses the second.

    Raises:
        InvalidInput: the mention is unknown, or its review has another version.
        ConfigurationError: the indices have moved to another version of the mapping.
    """
    mention = review.mention
    index = await _index_of(shelf, mention)
    names = shelf.names
    note, there, kept, tomb = await fetch(
        shelf.server,
        [
            layout.where(names),
            (index, mention),
            (names.reviews, mention),
            (names.tombstones, mention),
        ],
        ("kept", "version", "body"),
    )
    layout.check(note, names)
    if tomb.found or not there.found:
        raise InvalidInput(UNKNOWN, where=mention)
    before = reviewed.read(kept)
    if review.version != (before.version if before else 0):
        raise InvalidInput(OVERTAKEN, where=mention)
    saved = msgspec.structs.replace(review, version=review.version + 1)
    (outcome,) = await bulk.run(shelf.server, [reviewed.written(shelf, saved)])
    if outcome.overtaken and (await reviewed.of(shelf, [mention])).get(mention) != saved:
        # Unless it is this very review: a first answer was lost on its way.
        raise InvalidInput(OVERTAKEN, where=mention)
    if not await put_in_force(shelf, mention, index):
        raise InvalidInput(UNKNOWN, where=mention)
    return saved


async def restore(shelf: Shelf, reviews: Sequence[Review]) -> None:
    """Put reviews back under the versions that they had; one that is newer here stays."""
    if not reviews:
        return
    known = await among(shelf, [review.mention for review in reviews])
    wanted = [review for review in reviews if review.mention in known]
    await bulk.run(shelf.server, [reviewed.written(shelf, review) for review in wanted])
    for review in wanted:
        await put_in_force(shelf, review.mention, known[review.mention].index)


async def _index_of(shelf: Shelf, mention: str) -> str:
    """Return the index of a mention, even if it was written a moment ago by another process."""
    known = await among(shelf, [mention])
    if mention not in known:
        await refresh(shelf.server, shelf.names.mentions)
        known = await among(shelf, [mention])
    if mention not in known:
        (note,) = await fetch(shelf.server, [layout.where(shelf.names)])
        layout.check(note, shelf.names)
        raise InvalidInput(UNKNOWN, where=mention)
    return known[mention].index
