"""Deliveries on their way: leased to one worker at a time, settled once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import storable
from sinks.removed_text import blank
from sinks.restated_alerts import Restating
from sinks.sqlite import residue
from sinks.sqlite.rows import listed
from sinks.sqlite.transactions import writing
from vigie.alert import Alert, Delivery
from vigie.codec import decode, encode

_COLUMNS: Final = "target, state, attempts, due_at, last_error, settled_at, body"
_DUE = """
state = 'pending' AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
    AND target NOT IN (SELECT value FROM json_each(:without))
"""
# A delivery for a stopped target is kept as dropped; one for a tombstone is not kept at all.
_ENQUEUE = """
INSERT OR IGNORE INTO deliveries
    (alert, target, mention, raised_at, state, attempts, due_at, settled_at, last_error, body)
SELECT :alert, :target, :mention, :raised_at,
    CASE WHEN stopped.why IS NULL THEN :state ELSE 'dropped' END,
    :attempts, :due_at,
    CASE WHEN stopped.why IS NULL THEN :settled_at ELSE :now END,
    coalesce(stopped.why, :last_error), :body
FROM (SELECT 1) LEFT JOIN disabled_targets stopped ON stopped.target = :target
WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE mention = :mention)
"""
# What has left has left; what was dropped meanwhile does not become pending again; a worker
# whose lease ran out does not undo what the next one did.
_SETTLE = """
UPDATE deliveries SET state = :state, attempts = :attempts, due_at = :due_at,
    last_error = :last_error, settled_at = :settled_at, leased_until = NULL
WHERE alert = :alert AND target = :target
    AND (state = 'pending' OR (:state = 'sent' AND state IN ('dead', 'dropped')))
"""
_REPLAY = """
UPDATE deliveries SET state = 'pending', attempts = 0, due_at = :now, leased_until = NULL,
    last_error = NULL, settled_at = NULL
WHERE alert IN (SELECT value FROM json_each(:ids))
    AND (leased_until IS NULL OR leased_until <= :now)
    AND mention NOT IN (SELECT mention FROM tombstones)
    AND target NOT IN (SELECT target FROM disabled_targets)
"""


def enqueue(connection: sqlite3.Connection, deliveries: Iterable[Delivery], now: datetime) -> None:
    """Keep deliveries, once per alert and target."""
    connection.executemany(
        _ENQUEUE,
        [
            {
                **_settled(delivery),
                "mention": storable(delivery.alert.mention),
                "raised_at": micros(delivery.alert.raised_at),
                "body": encode(delivery.alert),
                "now": micros(now),
            }
            for delivery in deliveries
        ],
    )


def claim(
    connection: sqlite3.Connection,
    now: datetime,
    lease: timedelta,
    limit: int,
    without: Collection[str] = (),
) -> list[Delivery]:
    """Take what is due, longest due first, for as long as `lease`."""
    left = listed(tuple(without))
    with writing(connection):
        rows = connection.execute(
            f"SELECT row, {_COLUMNS} FROM deliveries WHERE {_DUE} "
            "ORDER BY due_at, row LIMIT :limit",
            {"now": micros(now), "limit": limit, "without": left},
        ).fetchall()
        connection.executemany(
            "UPDATE deliveries SET leased_until = ? WHERE row = ?",
            [(micros(now + lease), row) for row, *_ in rows],
        )
    return [_delivery(columns) for _, *columns in rows]


def settle(connection: sqlite3.Connection, deliveries: Iterable[Delivery]) -> None:
    """Save what became of claimed deliveries; their alerts are never written back."""
    with writing(connection):
        connection.executemany(_SETTLE, [_settled(delivery) for delivery in deliveries])


def deliveries(connection: sqlite3.Connection, limit: int, state: str | None) -> list[Delivery]:
    """Return deliveries, newest alert first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM deliveries WHERE :state IS NULL OR state = :state "
        "ORDER BY raised_at DESC, row DESC LIMIT :limit",
        {"state": state, "limit": limit},
    )
    return [_delivery(columns) for columns in rows]


def replay(connection: sqlite3.Connection, ids: Sequence[str], now: datetime) -> int:
    """Make deliveries due now, as if never tried.

    Left alone: what a worker holds right now, what is about an erased mention, and what is
    for a stopped target.
    """
    with writing(connection):
        parameters = {"ids": listed(tuple(ids)), "now": micros(now)}
        return connection.execute(_REPLAY, parameters).rowcount


def forget(connection: sqlite3.Connection, mentions: Sequence[str], now: datetime) -> int:
    """Blank the alerts about removed mentions and drop what was waiting; return how many."""
    rows = connection.execute(
        "SELECT row, body FROM deliveries WHERE mention IN (SELECT value FROM json_each(?))",
        (listed(tuple(mentions)),),
    ).fetchall()
    blanked = [(encode(blank(decode(body, Alert))), row, body) for row, body in rows]
    changed = [(after, row) for after, row, before in blanked if after != before]
    connection.executemany(
        "UPDATE deliveries SET body = ?, last_error = NULL WHERE row = ?", changed
    )
    connection.executemany(
        "UPDATE deliveries SET state = 'dropped', settled_at = ? "
        "WHERE row = ? AND state = 'pending'",
        [(micros(now), row) for row, _ in rows],
    )
    return len(changed)


def restate(connection: sqlite3.Connection, restating: Restating, now: datetime) -> None:
    """Have the alerts about edited mentions say what they say now, whatever became of them."""
    rows = connection.execute(
        "SELECT row, body FROM deliveries WHERE mention IN (SELECT value FROM json_each(?))",
        (listed(restating.mentions),),
    ).fetchall()
    alerts = [(row, decode(body, Alert), body) for row, body in rows]
    said = [(encode(restating.of(alert)), row, before) for row, alert, before in alerts]
    changed = [(after, row) for after, row, before in said if after != before]
    connection.executemany(
        "UPDATE deliveries SET state = 'dropped', settled_at = ? "
        "WHERE row = ? AND state = 'pending'",
        [(micros(now), row) for row, alert, _ in alerts if not restating.stands(alert)],
    )
    connection.executemany("UPDATE deliveries SET body = ? WHERE row = ?", changed)
    if changed:
        residue.mark(connection)


def _settled(delivery: Delivery) -> dict[str, Any]:
    return {
        "alert": storable(delivery.alert.id),
        "target": storable(delivery.target),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": micros(delivery.due_at),
        "last_error": None if delivery.last_error is None else storable(delivery.last_error),
        "settled_at": maybe_micros(delivery.settled_at),
    }


def _delivery(columns: Sequence[Any]) -> Delivery:
    target, state, attempts, due_at, last_error, settled_at, body = columns
    return Delivery(
        alert=decode(body, Alert),
        target=target,
        state=state,
        attempts=attempts,
        due_at=moment(due_at),
        last_error=last_error,
        settled_at=maybe_moment(settled_at),
    )
