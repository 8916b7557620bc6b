"""How many mentions answer."""

from __future__ import annotations

import sqlite3
from typing import Final

from sinks.sqlite.where import Plan, field_condition

#: Rows of a few routes are found by their index, and then looked up among those of the words:
#: of so few, and of fewer when it is enough to count some.
_FEW: Final = 100_000
_VERY_FEW: Final = 10_000


def total(connection: sqlite3.Connection, asked: Plan, most: int | None = None) -> int:
    """Return how many mentions answer; beyond `most`, only that there are more: one more."""
    found, values = _found(connection, asked, _FEW if most is None else _VERY_FEW), asked.values
    statement = f"SELECT count(*) {found}"
    if most is not None:
        statement = f"SELECT count(*) FROM (SELECT 1 {found} LIMIT ?)"
        values = [*values, most + 1]
    count: int = connection.execute(statement, values).fetchone()[0]
    return count


def _found(connection: sqlite3.Connection, asked: Plan, few: int) -> str:
    """Return what is counted, from FROM on."""
    if asked.match is None:
        return asked.from_where
    if asked.routes and _few(connection, asked, few):
        return (
            "FROM mentions AS m INDEXED BY mentions_by_route "
            f"WHERE m.row IN (SELECT rowid FROM words WHERE words MATCH ? {asked.driven}) "
            f"AND {asked.where}"
        )
    from_where = "FROM words WHERE words MATCH ?" if asked.words_alone else asked.from_where
    # The newest first, for they are read to be shown as well, and rows read are at hand.
    return f"{from_where} ORDER BY {asked.newest_first}"


def _few(connection: sqlite3.Connection, asked: Plan, few: int) -> bool:
    """Tell whether these routes have few mentions; the widest filters are left to the words."""
    condition, values = field_condition("route", asked.routes)
    counted = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM mentions AS m WHERE {condition} LIMIT ?)",
        [*values, few + 1],
    ).fetchone()[0]
    return bool(counted <= few)
