"""Retention: what is older than its rule leaves no personal data behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sinks.sqlite import residue
from sinks.sqlite.moments import micros
from sinks.sqlite.tombstones import bury
from sinks.sqlite.transactions import reading, writing
from sinks.sqlite.where import field_condition
from vigie.batch import Gone
from vigie.errors import ConfigurationError
from vigie.query import FIELDS
from vigie.retention import Expired, RetentionRule
from vigie.say import Say

# So many mentions a transaction: other writers get their turn in between.
_AT_ONCE: Final = 1_000
_LETTERS = "FROM dead_letters WHERE at <= ?"
_SETTLED = "FROM deliveries WHERE state != 'pending' AND coalesce(settled_at, raised_at) <= ?"


def expire(
    connection: sqlite3.Connection,
    rules: Sequence[RetentionRule],
    now: datetime,
    *,
    dry_run: bool,
) -> Expired:
    """Remove what is too old, or count it; then clear what deletions left in the file.

    Mentions are counted under "any" or "field:value", the shortest rule that applies; they
    leave tombstones, for a feed may still show them. Dead letters and settled deliveries follow
    the shortest rule for "any".
    """
    _check(rules)
    ordered = sorted(rules, key=lambda rule: rule.days)
    with reading(connection):
        doomed = _doomed(connection, ordered, now)
        general = next((rule for rule in ordered if rule.field == "any"), None)
        limit = None if general is None else _limit(general, now)
        expired = Expired(
            mentions={name: len(ids) for name, ids in doomed.items()},
            dead_letters=_count(connection, _LETTERS, limit),
            deliveries=_count(connection, _SETTLED, limit),
        )
    if not dry_run:
        _remove(connection, [id_ for ids in doomed.values() for id_ in ids], now, limit)
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
            (_limit(rule, now), *parameters),
        )
        ids = [mention for (mention,) in rows if mention not in seen]
        seen.update(ids)
        found.setdefault(_name(rule), []).extend(ids)
    return found


def _remove(
    connection: sqlite3.Connection, mentions: Sequence[str], now: datetime, limit: int | None
) -> None:
    left = iter(mentions)
    while some := list(islice(left, _AT_ONCE)):
        with writing(connection):
            bury(connection, [Gone(mention=mention, at=now) for mention in some], now)
    with writing(connection):
        if limit is not None:
            removed = connection.execute(f"DELETE {_LETTERS}", (limit,)).rowcount
            removed += connection.execute(f"DELETE {_SETTLED}", (limit,)).rowcount
            if removed:
                residue.mark(connection)
    residue.clear(connection)


def _condition(rule: RetentionRule) -> tuple[str, list[str]]:
    return field_condition(rule.field, (rule.value,))


def _count(connection: sqlite3.Connection, rest: str, limit: int | None) -> int:
    if limit is None:
        return 0
    count: int = connection.execute(f"SELECT count(*) {rest}", (limit,)).fetchone()[0]
    return count


def _limit(rule: RetentionRule, now: datetime) -> int:
    return micros(now - timedelta(days=rule.days))


def _name(rule: RetentionRule) -> str:
    return "any" if rule.field == "any" else f"{rule.field}:{rule.value}"


def _check(rules: Sequence[RetentionRule]) -> None:
    problems = []
    for rule in rules:
        if rule.field != "any" and rule.field not in FIELDS:
            fields = ", ".join(("any", *FIELDS))
            problems.append(
                Say(
                    f"Conservation : champ « {rule.field} » inconnu. Champs possibles : {fields}.",
                    f"Retention: unknown field “{rule.field}”. Possible fields: {fields}.",
                )
            )
        if not 0 <= rule.days <= _LONGEST:
            problems.append(
                Say(
                    f"Conservation : « {_name(rule)} » demande {rule.days} jours ; "
                    f"donnez un nombre de 0 à {_LONGEST}.",
                    f"Retention: “{_name(rule)}” asks for {rule.days} days; "
                    f"give a number from 0 to {_LONGEST}.",
                )
            )
    if problems:
        raise ConfigurationError(problems)


_LONGEST: Final = 36_500  # a century; more would leave the calendar
