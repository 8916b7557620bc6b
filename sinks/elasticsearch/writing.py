"""Writing a batch: what one page of a connector became.

Elasticsearch has no transactions. What stands in for « all or nothing »:

- everything is checked and put in its wire form before anything is sent, so that a batch that
  cannot be kept leaves no trace;
- then come deletions, mentions, deliveries, dead letters, and the cursors and tallies last. Each
  step is durable before the next begins. A batch that is cut short has not moved its cursor, so
  it is heard or read again; written again it completes what was left half done, and changes
  nothing else: a mention of the same edition is unchanged, a tombstone, a delivery and a dead
  letter are kept once, a tally is counted with its cursor;
- a mention that no index can hold spoils nothing: it becomes a dead letter, is counted among
  the refused, and the batch goes on.

Deletions come first, so that a post and its deletion in one page leave a tombstone whatever
their order, and so that no delivery is kept about what is gone.
"""

from __future__ import annotations

from sinks.elasticsearch import (
    dead_letters,
    document,
    forgetting_deliveries,
    outbox,
    records,
    removal,
    sources,
)
from sinks.elasticsearch.kept_delivery import kept
from sinks.elasticsearch.records import Kept
from sinks.elasticsearch.shelf import Shelf
from sinks.restated_alerts import Restating
from vigie.batch import Batch
from vigie.codec import encode
from vigie.errors import InvalidInput


async def write(shelf: Shelf, batch: Batch) -> Kept:
    """Write a batch; see the module for what happens when it is cut short.

    Raises:
        InvalidInput: something in it cannot be kept; nothing was.
        Unavailable: the cluster stayed away for longer than the store's patience.
        ConfigurationError: the indices have moved to another version of the mapping.
    """
    wires = _checked(batch)
    await removal.purge(shelf, batch.purged)
    await removal.bury(shelf, batch.gone)
    done = await records.keep(shelf, batch.records, wires)
    refused = set(done.written.refused)
    allowed = [each for each in batch.deliveries if each.alert.mention not in refused]
    await outbox.enqueue(shelf, allowed)
    if batch.restated:
        revised = done.written.revised if batch.records else None
        await forgetting_deliveries.restate(shelf, Restating(batch.restated, revised))
    if done.letters and shelf.on_rejected is not None:
        await shelf.on_rejected(list(done.letters))
        await dead_letters.keep(shelf, batch.dead_letters)
    else:
        await dead_letters.keep(shelf, [*done.letters, *batch.dead_letters])
    await sources.move(shelf, batch.cursors, batch.tallies)
    await sources.note(shelf, batch.watched)
    return done


def _checked(batch: Batch) -> list[bytes]:
    """Return the records' wire forms, once all of the batch has been seen to be writable."""
    wires = []
    try:
        for record in batch.records:
            document.check(record)
            wires.append(encode(record))
        for delivery in batch.deliveries:
            kept(delivery, 0)
        for letter in batch.dead_letters:
            encode(letter)
    except (OverflowError, ValueError, TypeError) as error:
        raise InvalidInput(document.UNUSABLE) from error
    return wires
