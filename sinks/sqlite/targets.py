"""Targets that asked for no more, and why."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sinks.moments import micros
from sinks.record_keys import storable
from sinks.sqlite.transactions import writing


def disabled(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the stopped targets, each with its reason."""
    return dict(connection.execute("SELECT target, why FROM disabled_targets ORDER BY target"))


def disable(connection: sqlite3.Connection, target: str, why: str, at: datetime) -> None:
    """Stop a target and drop what was waiting for it; the first reason is the one kept."""
    with writing(connection):
        connection.execute(
            "INSERT OR IGNORE INTO disabled_targets (target, why, disabled_at) VALUES (?, ?, ?)",
            (storable(target), storable(why), micros(at)),
        )
        connection.execute(
            "UPDATE deliveries SET state = 'dropped', last_error = ?, settled_at = ?, "
            "leased_until = NULL WHERE target = ? AND state = 'pending'",
            (storable(why), micros(at), storable(target)),
        )


def enable(connection: sqlite3.Connection, target: str) -> None:
    """Let a target receive again; what was dropped stays so until it is replayed."""
    with writing(connection):
        connection.execute("DELETE FROM disabled_targets WHERE target = ?", (storable(target),))
