"""Works out again what follows from corrections, once what they corrected has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from desk.corrected import consequences
from pipeline.stages import TownParts
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.record import Record

_TRIES: Final = 3


async def follow_on(
    store: Store, towns: Mapping[str, TownParts], written: Iterable[Record], now: datetime
) -> int:
    """Bring the reviews of mentions edited or judged anew in agreement with their labels.

    A correction stays as the person made it; the route that follows from it may be another
    once the machine says something else of the rest. Idempotent; blocks on the store.

    Args:
        store: where the records have just been written.
        towns: profiles by slug; a theme asks nothing of anyone.
        written: first editions judged once are passed over: nobody has corrected them yet.
        now: for the decision.

    Returns:
        How many reviews changed.
    """
    again = [
        record.mention.id
        for record in written
        if record.mention.post.revision > 1 or record.judgement.generation > 1
    ]
    changed = 0
    for _ in range(_TRIES):
        if not again:
            break
        known = await store.many(again)
        outcomes = {id_: await _settled(store, towns, one, now) for id_, one in known.items()}
        changed += sum(outcome is True for outcome in outcomes.values())
        again = [id_ for id_, outcome in outcomes.items() if outcome is None]
    return changed


async def _settled(
    store: Store, towns: Mapping[str, TownParts], record: Record, now: datetime
) -> bool | None:
    """Tell whether the review changed; None when a person was quicker."""
    review, parts = record.review, towns.get(record.mention.town)
    if review is None or not review.corrections or parts is None or parts.theme:
        return False
    follows = consequences(record, parts.town, now)
    if follows == review.consequences:
        return False
    try:
        await store.review(replace(review, consequences=follows))
    except InvalidInput:
        return None
    return True
