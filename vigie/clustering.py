"""Which story a new mention belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.record import Record
from vigie.signature import resemblance, same_story


def choose_cluster(mention_id: str, signature: bytes | None, candidates: Sequence[Record]) -> str:
    """Return the id of the story's first mention: the mention's own when the story is new.

    Args:
        mention_id: of the mention being written; it is never its own candidate.
        signature: of its text, None when that is too short to be compared.
        candidates: recent records of the same town (`Store.similar`).

    The nearest same-story candidate decides; of two as near, the one seen first.
    """
    if signature is None:
        return mention_id
    same = [
        (-resemblance(signature, record.signature), record.first_seen, record.mention.id, record)
        for record in candidates
        if record.signature is not None
        and record.mention.id != mention_id
        and same_story(signature, record.signature)
    ]
    if not same:
        return mention_id
    nearest = min(same, key=lambda found: found[:3])[3]
    return nearest.judgement.cluster or nearest.mention.id
