"""Where each source stands: its cursor, its state, what it brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import storable
from vigie.batch import RECHECKED, CursorMove, SourceStatus, Tally

_MOVE = """
INSERT INTO sources (source, cursor, state, asked_at, heard_at, next_at, note, failures)
VALUES (:source, :cursor, :state, :at, CASE WHEN :heard THEN :at END, :next_at, :note,
        :state = 'failing')
ON CONFLICT (source) DO UPDATE SET
    failures = CASE WHEN :state = 'working' THEN 0
                    ELSE failures + (:state = 'failing') END,
    cursor = CASE WHEN :keeps THEN cursor ELSE :cursor END,
    next_at = CASE WHEN :keeps AND cursor <> x'' THEN next_at ELSE :next_at END,
    state = :state, asked_at = :at, note = :note,
    heard_at = CASE WHEN :heard THEN :at ELSE heard_at END
"""
_TALLY = """
INSERT INTO tallies (source, outcome, count) VALUES (?, ?, ?)
ON CONFLICT (source, outcome) DO UPDATE SET count = count + excluded.count
"""


def move(connection: sqlite3.Connection, moves: Sequence[CursorMove]) -> set[str]:
    """Save cursors and states; return the sources whose cursor truly moved.

    The same moves again (same last cursor, same moment) change nothing, so that a page written
    twice is not two failures. A move without cursor, as of a call that the source made, has
    moved when its moment has, and keeps the cursor and the next poll that are there.
    """
    moved = set()
    for source, last in {each.source: each for each in moves}.items():
        kept = connection.execute(
            "SELECT cursor, asked_at FROM sources WHERE source = ?", (storable(source),)
        ).fetchone()
        if kept and kept[1] == micros(last.at) and last.cursor in {kept[0], b""}:
            continue
        if kept is None or kept[0] != last.cursor or not last.cursor:
            moved.add(source)
        connection.executemany(_MOVE, [_columns(each) for each in moves if each.source == source])
    return moved


def _columns(each: CursorMove) -> dict[str, Any]:
    return {
        "source": storable(each.source),
        "cursor": each.cursor,
        "keeps": not each.cursor,
        "state": each.state,
        "at": micros(each.at),
        "heard": each.heard,
        "next_at": maybe_micros(each.next_at),
        "note": None if each.note is None else storable(each.note),
    }


def count(connection: sqlite3.Connection, tallies: Iterable[Tally], moved: set[str]) -> None:
    """Add the tallies of the sources that moved: the cursor is the proof that a page is new."""
    connection.executemany(
        _TALLY,
        [(storable(t.source), storable(t.outcome), t.count) for t in tallies if t.source in moved],
    )


def cursor(connection: sqlite3.Connection, source: str) -> bytes | None:
    """Return the cursor saved for a source, None when there is none or only calls came."""
    row = connection.execute(
        "SELECT cursor FROM sources WHERE source = ?", (storable(source),)
    ).fetchone()
    return row[0] or None if row else None


def statuses(connection: sqlite3.Connection) -> dict[str, SourceStatus]:
    """Return the state of every source, by name; see `vigie.batch.RECHECKED` for what is none."""
    rows = connection.execute(
        "SELECT source, state, asked_at, heard_at, next_at, note, failures FROM sources "
        "ORDER BY source"
    )
    return {
        source: SourceStatus(
            source=source,
            state=state,
            asked_at=moment(asked_at),
            heard_at=maybe_moment(heard_at),
            next_at=maybe_moment(next_at),
            note=note,
            failures=failures,
        )
        for source, state, asked_at, heard_at, next_at, note, failures in rows
        if not source.startswith(RECHECKED)
    }


def tallies(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Return how many posts each source brought, by outcome."""
    found: dict[str, dict[str, int]] = {}
    for source, outcome, count in connection.execute("SELECT source, outcome, count FROM tallies"):
        found.setdefault(source, {})[outcome] = count
    return found
