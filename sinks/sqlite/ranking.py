"""The best answers to words alone: ranked by the index of words, before any mention is read."""

from __future__ import annotations

import sqlite3
from heapq import nsmallest

import msgspec

from sinks.sqlite.paging import Bookmark
from sinks.sqlite.where import Plan


def best_of(
    connection: sqlite3.Connection, asked: Plan, bookmark: Bookmark, limit: int
) -> list[tuple[int, int]]:
    """Return (row, placed_at) of the best that were not shown yet; of equals, the newest first."""
    seen = set(bookmark.seen_rows)
    ranked = [
        (rank, row)
        for row, rank in connection.execute(
            "SELECT rowid, rank FROM words WHERE words MATCH ? AND rowid <= ?",
            [asked.match, bookmark.newest],
        )
        if row not in seen
    ]
    if not ranked:
        return []
    last = nsmallest(limit, ranked)[-1][0]
    ranks = {row: rank for rank, row in ranked if rank <= last}
    places = connection.execute(
        "SELECT row, placed_at FROM mentions WHERE row IN (SELECT value FROM json_each(?))",
        [msgspec.json.encode(list(ranks)).decode()],
    ).fetchall()
    return sorted(places, key=lambda each: (ranks[each[0]], -each[1], -each[0]))[:limit]
