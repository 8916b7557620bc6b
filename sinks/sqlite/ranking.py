"""The best answers to words: ranked by the index of words, before any mention is read."""

from __future__ import annotations

import sqlite3
from heapq import nsmallest
from typing import Final

import msgspec

from sinks.sqlite.paging import Bookmark
from sinks.sqlite.where import Plan

_ALL: Final = -1  # of LIMIT

Place = tuple[int, int]
Ranked = tuple[float, int]


def best_of(
    connection: sqlite3.Connection,
    asked: Plan,
    bookmark: Bookmark,
    limit: int,
    *,
    among: int | None = None,
) -> list[Place]:
    """Return (row, placed_at) of the best that were not shown yet; of equals, the newest first.

    With `among` only so many are ranked, those that arrived last, and once they are all shown as
    many before them: to rank one costs several times what it costs to find it.
    """
    seen, found = set(bookmark.seen_rows), list[Place]()
    reach = _ALL if among is None else among * (1 + len(seen) // among)
    while len(found) < limit:
        ranked = _ranked(connection, asked, bookmark.newest, reach)
        unseen = [each for each in ranked if each[1] not in seen]
        best = _best(connection, unseen, limit - len(found))
        found += best
        seen.update(row for row, _ in best)
        if among is None or len(ranked) < reach:
            break
        reach += among
    return found


def _best(connection: sqlite3.Connection, ranked: list[Ranked], limit: int) -> list[Place]:
    if not ranked:
        return []
    last = nsmallest(limit, ranked)[-1][0]
    ranks = {row: rank for rank, row in ranked if rank <= last}
    places = connection.execute(
        "SELECT row, placed_at FROM mentions WHERE row IN (SELECT value FROM json_each(?))",
        [msgspec.json.encode(list(ranks)).decode()],
    ).fetchall()
    return sorted(places, key=lambda each: (ranks[each[0]], -each[1], -each[0]))[:limit]


def _ranked(connection: sqlite3.Connection, asked: Plan, newest: int, most: int) -> list[Ranked]:
    """Return (rank, row) of the last that arrived; the lower the rank, the better."""
    from_where = "FROM words WHERE words MATCH ?" if asked.words_alone else asked.from_where
    return connection.execute(
        f"SELECT words.rank, words.rowid {from_where} AND words.rowid <= ? "
        "ORDER BY words.rowid DESC LIMIT ?",
        [*asked.values, newest, most],
    ).fetchall()
