"""Chooses the story of a new mention among the near-duplicates already known."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.record import Record
from vigie.signature import distance, same_story


def choose_cluster(mention: str, signature: int | None, candidates: Sequence[Record]) -> str:
    """Return the cluster of the closest candidate that tells the same story.

    Its own id when there is none, or when the text is too short to be compared. Among
    candidates equally close the first seen wins, then the smallest id, so that the answer
    does not depend on their order.
    """
    if signature is None:
        return mention
    close = [
        (distance(signature, other.signature), other.first_seen, other.mention.id, other)
        for other in candidates
        if other.signature is not None
        and other.mention.id != mention
        and same_story(signature, other.signature)
    ]
    if not close:
        return mention
    nearest = min(close, key=lambda found: found[:3])[3]
    return nearest.judgement.cluster or nearest.mention.id
