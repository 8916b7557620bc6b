"""Reviews as documents: read by id, written under their own version, deleted for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.bulk import LAST_VERSION, Write
from sinks.elasticsearch.fetching import Got, fetch, fits
from sinks.elasticsearch.shelf import Shelf
from vigie.codec import decode, encode
from vigie.review import Review


class _Kept(msgspec.Struct, frozen=True):
    version: int
    body: str
    written_us: int = 0


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Kept)


def read(got: Got) -> Review | None:
    """Return the review of a document read by id, None when there is none."""
    return decode(_decoder.decode(got.source).body.encode(), Review) if got.found else None


async def of(shelf: Shelf, mentions: Sequence[str]) -> dict[str, Review]:
    """Return the reviews that there are of these mentions, as of this very moment."""
    found = await fetch(shelf.server, [(shelf.names.reviews, each) for each in mentions])
    reviews = {each: read(got) for each, got in zip(mentions, found, strict=True)}
    return {mention: review for mention, review in reviews.items() if review is not None}


def written(shelf: Shelf, review: Review) -> Write:
    """Return the write of a review under the version that it bears."""
    kept = _Kept(review.version, encode(review).decode(), shelf.now_us())
    return bulk.put(shelf.names.reviews, review.mention, _encoder.encode(kept), review.version)


def removed(shelf: Shelf, mentions: Sequence[str]) -> list[Write]:
    """Return the deletions of reviews.

    They bear the highest version: for a minute Elasticsearch itself refuses a review that
    someone was writing meanwhile; later, whoever wrote it finds the mention gone and removes it.
    """
    return [
        bulk.remove(shelf.names.reviews, mention, LAST_VERSION)
        for mention in mentions
        if fits(mention)
    ]
