"""The first answers of an order by date, without looking at them all.

A mention's row number tells when it arrived, its `placed_at` when it was first published: two
orders that are nearly the same. Words are looked up in the order of rows; once a page is full,
an index tells whether any row not yet reached could still come before what it holds. That is
exact whatever arrived late; history read all at once only makes it look further.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from sinks.sqlite.where import Plan

#: Entries of an index that are read at most to save the look at every answer.
_READ: Final = 100_000
_AT_ONCE: Final = 400

Place = tuple[int, int]


def within_dates(connection: sqlite3.Connection, asked: Plan) -> Plan:
    """Return the same question with the rows told that its dates bound, if they are few."""
    if asked.match is None or asked.between is None:
        return asked
    low, high, read = connection.execute(
        "SELECT min(row), max(row), count(*) FROM (SELECT row FROM mentions "
        "WHERE published_at >= ? AND published_at < ? LIMIT ?)",
        [*asked.between, _READ + 1],
    ).fetchone()
    return asked if read > _READ else asked.of_rows(low or 0, high or 0)


def first_of(
    connection: sqlite3.Connection,
    asked: Plan,
    condition: str,
    values: Sequence[Any],
    limit: int,
    *,
    oldest: bool = False,
) -> list[Place]:
    """Return (row, placed_at) of the first answers to a question that has words.

    Args:
        connection: within a transaction.
        asked: the question.
        condition: what else must be so of `m`, and its parameters: what pages before showed.
        values: the parameters of `condition`.
        limit: how many are wanted.
        oldest: the oldest come first, else the newest.
    """
    way = "ASC" if oldest else "DESC"
    statement = f"SELECT m.row, m.placed_at {asked.from_where} AND {condition}"
    given = [*asked.values, *values]
    most = 2 * limit + _AT_ONCE
    met = connection.execute(
        f"{statement} ORDER BY words.rowid {way} LIMIT ?", [*given, most]
    ).fetchall()
    found = _in_order(met, oldest=oldest)[:limit]
    if len(met) == most:
        bounds, of_bounds = _beyond(connection, met[-1][0], found[-1][1], oldest=oldest)
        if bounds:
            order = f"ORDER BY m.placed_at {way}, m.row {way} LIMIT ?"
            late = connection.execute(
                f"{statement} AND {bounds} {order}", [*given, *of_bounds, limit]
            ).fetchall()
            found = _in_order([*found, *late], oldest=oldest)[:limit]
    return found


def _in_order(places: list[Place], *, oldest: bool) -> list[Place]:
    return sorted(places, key=lambda each: (each[1], each[0]), reverse=not oldest)


def _beyond(
    connection: sqlite3.Connection, reached: int, last: int, *, oldest: bool
) -> tuple[str, list[int]]:
    """Return what bounds the rows not reached that could come before `last`, "" for none."""
    dates, rows = ("<=", ">") if oldest else (">=", "<")
    bounds = f"words.rowid {rows} ? AND m.placed_at {dates} ?"
    low, high, read = connection.execute(
        f"SELECT min(row) FILTER (WHERE row {rows} ?1), max(row) FILTER (WHERE row {rows} ?1), "
        f"count(*) FROM (SELECT row FROM mentions WHERE placed_at {dates} ?2 LIMIT ?3)",
        [reached, last, _READ + 1],
    ).fetchone()
    if read > _READ:
        return bounds, [reached, last]
    if low is None:
        return "", []
    return f"{bounds} AND words.rowid BETWEEN ? AND ?", [reached, last, low, high]
