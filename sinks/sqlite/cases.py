"""Cases for the front door: gathered, leased to one worker at a time, never changed unseen."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sinks.case_changes import (
    claimed,
    keeps_lease,
    regathered,
    settled,
    spoken_of,
    touched,
    without,
)
from sinks.moments import maybe_micros, micros
from sinks.record_keys import storable
from sinks.sqlite import residue
from sinks.sqlite.rows import listed
from sinks.sqlite.transactions import writing
from vigie.case import Case
from vigie.codec import decode, encode

_KEEP: Final = """
INSERT INTO cases (reference, state, spoken_of, touched, due_at, body)
VALUES (:reference, :state, :spoken_of, :touched, :due_at, :body)
ON CONFLICT (reference) DO UPDATE SET state = :state, spoken_of = :spoken_of,
    touched = :touched, due_at = :due_at, body = :body
"""
_DUE: Final = """
SELECT body FROM cases
WHERE due_at <= :now AND state IN (SELECT value FROM json_each(:states))
    AND (leased_until IS NULL OR leased_until <= :now)
ORDER BY due_at, reference LIMIT :limit
"""
_BURIED: Final = "SELECT mention FROM tombstones WHERE mention IN (SELECT value FROM json_each(?))"


def save(connection: sqlite3.Connection, cases: Sequence[Case]) -> None:
    """Save cases as gathered; see `vigie.case_contracts.Cases.save_cases`."""
    with writing(connection):
        for gathered in cases:
            before = one(connection, gathered.reference)
            ids = listed(tuple(post.mention for post in gathered.posts))
            gone = {mention for (mention,) in connection.execute(_BURIED, (ids,))}
            alive = without(gathered, gone)
            after = regathered(before, alive) if alive else None
            if after is None:
                _remove(connection, gathered.reference)
            elif after != before:
                _keep(connection, after)
                if before is not None:
                    residue.mark(connection)


def one(connection: sqlite3.Connection, reference: str) -> Case | None:
    """Return one case."""
    row = connection.execute(
        "SELECT body FROM cases WHERE reference = ?", (storable(reference),)
    ).fetchone()
    return decode(row[0], Case) if row else None


def holding(connection: sqlite3.Connection, mention: str) -> Case | None:
    """Return the case that holds a mention's post, the latest spoken of if several do."""
    row = connection.execute(
        "SELECT body FROM cases JOIN case_posts USING (reference) WHERE mention = ? "
        "ORDER BY spoken_of DESC, reference LIMIT 1",
        (storable(mention),),
    ).fetchone()
    return decode(row[0], Case) if row else None


def newest(connection: sqlite3.Connection, limit: int, state: str | None) -> list[Case]:
    """Return cases, those spoken of most recently first."""
    rows = connection.execute(
        "SELECT body FROM cases WHERE :state IS NULL OR state = :state "
        "ORDER BY spoken_of DESC, reference LIMIT :limit",
        {"state": state, "limit": limit},
    )
    return [decode(body, Case) for (body,) in rows]


def claim(
    connection: sqlite3.Connection,
    states: Collection[str],
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[Case]:
    """Take what is due, longest due first, for as long as `lease`."""
    asked = {"now": micros(now), "states": listed(tuple(states)), "limit": limit}
    with writing(connection):
        rows = connection.execute(_DUE, asked).fetchall()
        taken = [claimed(decode(body, Case)) for (body,) in rows]
        for case in taken:
            _keep(connection, case)
            _lease(connection, case, micros(now + lease))
    return taken


def settle(connection: sqlite3.Connection, case: Case) -> Case | None:
    """Save the hand-off of a case unless it has changed since it was read."""
    with writing(connection):
        before = one(connection, case.reference)
        after = settled(before, case) if before else None
        if after is not None:
            _keep(connection, after)
            if not keeps_lease(after):
                _lease(connection, after, None)
    return after


def forget(connection: sqlite3.Connection, mentions: Sequence[str]) -> int:
    """Take removed mentions out of their cases; return how many cases held them."""
    held = connection.execute(
        "SELECT DISTINCT body FROM cases JOIN case_posts USING (reference) "
        "WHERE mention IN (SELECT value FROM json_each(?))",
        (listed(tuple(mentions)),),
    ).fetchall()
    gone = {storable(mention) for mention in mentions}
    for case in [decode(body, Case) for (body,) in held]:
        left = without(case, gone)
        if left is None:
            _remove(connection, case.reference)
        else:
            _keep(connection, left)
    return len(held)


def _keep(connection: sqlite3.Connection, case: Case) -> None:
    reference = storable(case.reference)
    connection.execute(
        _KEEP,
        {
            "reference": reference,
            "state": case.handoff.state,
            "spoken_of": spoken_of(case),
            "touched": touched(case),
            "due_at": maybe_micros(case.handoff.due_at),
            "body": encode(case),
        },
    )
    connection.execute("DELETE FROM case_posts WHERE reference = ?", (reference,))
    connection.executemany(
        "INSERT OR IGNORE INTO case_posts (mention, reference) VALUES (?, ?)",
        [(storable(post.mention), reference) for post in case.posts],
    )


def _lease(connection: sqlite3.Connection, case: Case, until: int | None) -> None:
    connection.execute(
        "UPDATE cases SET leased_until = ? WHERE reference = ?", (until, storable(case.reference))
    )


def _remove(connection: sqlite3.Connection, reference: str) -> None:
    removed = connection.execute("DELETE FROM cases WHERE reference = ?", (storable(reference),))
    if removed.rowcount:
        residue.mark(connection)
