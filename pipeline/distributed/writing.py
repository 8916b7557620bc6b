"""Writes a batch to the store; what the store can never take is set aside alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from hashlib import blake2b

import msgspec

from pipeline.distributed.patience import Patience
from vigie.batch import Batch, Written
from vigie.codec import encode
from vigie.contracts import Store
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.record import Record


async def write_apart(
    store: Store, batch: Batch, patience: Patience, now: datetime
) -> tuple[Written, list[DeadLetter]]:
    """Write all of it; when the store finds something in it invalid, each record by itself.

    Waits for a store that is away. Returns what became of the records, and letters for those
    that the store refuses.
    """
    try:
        return await patience.through(lambda: store.write(batch)), []
    except InvalidInput:
        written, dead = Written(), []
        for one in _each(batch):
            try:
                written = _together(written, await patience.through(partial(store.write, one)))
            except InvalidInput as error:
                dead += [_refused(record, error, now) for record in one.records]
        return written, dead


def _each(batch: Batch) -> Iterator[Batch]:
    for record in batch.records:
        yield Batch(records=(record,))
    yield msgspec.structs.replace(batch, records=())


def _together(one: Written, other: Written) -> Written:
    return Written(
        new=one.new + other.new,
        revised=one.revised + other.revised,
        unchanged=one.unchanged + other.unchanged,
        refused=one.refused + other.refused,
    )


def _refused(record: Record, error: InvalidInput, now: datetime) -> DeadLetter:
    post = record.mention.post
    place = f"{record.mention.id}.{post.revision}"
    return DeadLetter(
        id=blake2b(f"store\n{place}".encode(), digest_size=16).hexdigest(),
        stage="store",
        source=post.source.name,
        where=place,
        # The store's words may quote the text; the field does not.
        why=f"{type(error).__name__} {error.where}".strip(),
        at=now,
        raw=encode(post)[: DeadLetter.RAW_LIMIT],
        town=record.mention.town,
    )
