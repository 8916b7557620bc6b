"""Retention: what is older than its rule leaves no personal data behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from sinks.retention_rules import general, limit, name, shortest_first
from sinks.sqlite import papers, residue
from sinks.sqlite.tombstones import bury
from sinks.sqlite.transactions import reading, writing
from sinks.sqlite.where import field_condition
from vigie.batch import Gone
from vigie.retention import Expired, RetentionRule

# So many mentions a transaction: other writers get their turn in between.
_AT_ONCE: Final = 1_000
_LETTERS = "FROM dead_letters WHERE at <= ?"
_SETTLED = "FROM deliveries WHERE state != 'pending' AND coalesce(settled_at, raised_at) <= ?"

# A case goes with its posts; what was sent and has none left goes by its own age.
_EMPTY = """
FROM cases WHERE touched <= ? AND state != 'sending'
    AND NOT EXISTS (SELECT 1 FROM case_posts p WHERE p.reference = cases.reference)
"""


def expire(
    connection: sqlite3.Connection,
    rules: Sequence[RetentionRule],
    now: datetime,
    *,
    dry_run: bool,
) -> Expired:
    """Remove what is too old, or count it; then clear what deletions left in the file.

    Mentions are counted under "any" or "field:value", the shortest rule that applies; they
    leave tombstones, for a feed may still show them. Dead letters, settled deliveries and cases
    of which no post is left follow the shortest rule for "any".
    """
    ordered = shortest_first(rules)
    with reading(connection):
        doomed = _doomed(connection, ordered, now)
        for_all = general(ordered)
        bound = None if for_all is None else limit(for_all, now)
        expired = Expired(
            mentions={name: len(ids) for name, ids in doomed.items()},
            dead_letters=_count(connection, _LETTERS, bound),
            deliveries=_count(connection, _SETTLED, bound),
        )
    if not dry_run:
        _remove(connection, [id_ for ids in doomed.values() for id_ in ids], now, bound)
    return expired


def _doomed(
    connection: sqlite3.Connection, rules: Sequence[RetentionRule], now: datetime
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for rule in rules:
        condition, parameters = ("1", []) if rule.field == "any" else _condition(rule)
        rows = connection.execute(
            f"SELECT id FROM mentions AS m WHERE first_seen <= ? AND {condition}",
            (limit(rule, now), *parameters),
        )
        ids = [mention for (mention,) in rows if mention not in seen]
        seen.update(ids)
        found.setdefault(name(rule), []).extend(ids)
    return found


def _remove(
    connection: sqlite3.Connection, mentions: Sequence[str], now: datetime, bound: int | None
) -> None:
    left = iter(mentions)
    while some := list(islice(left, _AT_ONCE)):
        with writing(connection):
            bury(connection, [Gone(mention=mention, at=now) for mention in some], now)
    with writing(connection):
        papers.expire(connection, now)
        if bound is not None:
            removed = connection.execute(f"DELETE {_LETTERS}", (bound,)).rowcount
            removed += connection.execute(f"DELETE {_SETTLED}", (bound,)).rowcount
            removed += connection.execute(f"DELETE {_EMPTY}", (bound,)).rowcount
            if removed:
                residue.mark(connection)
    residue.clear(connection)


def _condition(rule: RetentionRule) -> tuple[str, list[str]]:
    return field_condition(rule.field, (rule.value,))


def _count(connection: sqlite3.Connection, rest: str, bound: int | None) -> int:
    if bound is None:
        return 0
    count: int = connection.execute(f"SELECT count(*) {rest}", (bound,)).fetchone()[0]
    return count
