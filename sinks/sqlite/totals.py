"""How many mentions answer."""

from __future__ import annotations

import sqlite3
from typing import Final

from sinks.sqlite.where import Plan, field_condition

#: Rows of a few routes are found by their index, and then looked up among those of the words.
_FEW: Final = 100_000


def total(connection: sqlite3.Connection, asked: Plan, most: int | None = None) -> int:
    """Return how many mentions answer; beyond `most`, only that there are more: one more."""
    from_where = "FROM words WHERE words MATCH ?" if asked.words_alone else asked.from_where
    if most is None and asked.match and asked.routes and _few(connection, asked):
        statement = (
            "SELECT count(*) FROM mentions AS m INDEXED BY mentions_by_route "
            f"WHERE m.row IN (SELECT rowid FROM words WHERE words MATCH ? {asked.driven}) "
            f"AND {asked.where}"
        )
        values = asked.values
    elif most is None:
        statement, values = f"SELECT count(*) {from_where}", asked.values
    else:
        statement = f"SELECT count(*) FROM (SELECT 1 {from_where} LIMIT ?)"
        values = [*asked.values, most + 1]
    count: int = connection.execute(statement, values).fetchone()[0]
    return count


def _few(connection: sqlite3.Connection, asked: Plan) -> bool:
    """Tell whether these routes have few mentions; the widest filters are left to the words."""
    condition, values = field_condition("route", asked.routes)
    counted = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM mentions AS m WHERE {condition} LIMIT ?)",
        [*values, _FEW + 1],
    ).fetchone()[0]
    return bool(counted <= _FEW)
