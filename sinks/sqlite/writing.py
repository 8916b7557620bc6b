"""Writing a batch: what one page of a connector became, in one transaction."""

from __future__ import annotations

import sqlite3

from sinks.sqlite import dead_letters, outbox, records, sources, tombstones
from sinks.sqlite.transactions import writing
from vigie.batch import Batch, Written


def write(connection: sqlite3.Connection, batch: Batch) -> Written:
    """Write all of a batch or nothing.

    Deletions come first, so that a post and its deletion in one page leave a tombstone whatever
    their order, and so that no delivery is kept about what is gone.
    """
    with writing(connection):
        tombstones.purge(connection, batch.purged)
        tombstones.bury(connection, batch.gone)
        written = records.keep(connection, batch.records)
        refused = set(written.refused)
        outbox.enqueue(connection, [d for d in batch.deliveries if d.alert.mention not in refused])
        dead_letters.keep(connection, batch.dead_letters)
        moved = sources.move(connection, batch.cursors)
        sources.count(connection, batch.tallies, moved)
    return written
