"""Writing a batch: what one page of a connector became, in one transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sinks.restated_alerts import Restating
from sinks.sqlite import dead_letters, outbox, records, sources, tombstones
from sinks.sqlite.transactions import writing
from vigie.batch import Batch, Written


def write(connection: sqlite3.Connection, batch: Batch, now: datetime) -> Written:
    """Write all of a batch or nothing.

    Deletions come first, so that a post and its deletion in one page leave a tombstone whatever
    their order, and so that no delivery is kept about what is gone.
    """
    with writing(connection):
        tombstones.purge(connection, batch.purged, now)
        tombstones.bury(connection, batch.gone, now)
        written = records.keep(connection, batch.records)
        refused = set(written.refused)
        allowed = [d for d in batch.deliveries if d.alert.mention not in refused]
        outbox.enqueue(connection, allowed, now)
        if batch.restated:
            revised = written.revised if batch.records else None
            outbox.restate(connection, Restating(batch.restated, revised), now)
        dead_letters.keep(connection, batch.dead_letters)
        moved = sources.move(connection, batch.cursors)
        sources.count(connection, batch.tallies, moved)
        sources.note(connection, batch.watched)
    return written
