"""Searching: one page of records, with the total and the words shown."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from sinks.questions import check_search, digest
from sinks.searched_text.highlighting import leaves, spans
from sinks.sqlite import paging
from sinks.sqlite.documents import by_rows
from sinks.sqlite.paging import Bookmark
from sinks.sqlite.transactions import reading
from sinks.sqlite.where import Plan, plan
from vigie.query import Found, Hit, Query


def search(connection: sqlite3.Connection, query: Query) -> Found:
    """Return one page of answers.

    Raises:
        InvalidInput: an unknown field or order, a limit out of bounds, a bookmark of another
            search.
    """
    check_search(query)
    asked, bookmark = plan(query), paging.read(query)
    with reading(connection):
        if bookmark is None:
            bookmark = _first(connection, asked, digest(query))
        rows = _page(connection, asked, query, bookmark)
        shown = rows[: query.limit]
        records = by_rows(connection, [row for row, _ in shown])
    words = leaves(query.where)
    more = len(rows) > query.limit
    return Found(
        total=bookmark.total,
        hits=tuple(Hit(record=records[row], spans=spans(records[row], words)) for row, _ in shown),
        next=paging.write(_turn(bookmark, shown, by_rank=_by_rank(asked, query))) if more else None,
    )


def total(connection: sqlite3.Connection, asked: Plan) -> int:
    """Return how many mentions answer."""
    if asked.words_alone:
        statement = "SELECT count(*) FROM words WHERE words MATCH ?"
    else:
        statement = f"SELECT count(*) {asked.from_where}"
    count: int = connection.execute(statement, asked.values).fetchone()[0]
    return count


def _first(connection: sqlite3.Connection, asked: Plan, question: bytes) -> Bookmark:
    newest = connection.execute("SELECT coalesce(max(row), 0) FROM mentions").fetchone()[0]
    return Bookmark(question=question, newest=newest, total=total(connection, asked))


def _page(
    connection: sqlite3.Connection, asked: Plan, query: Query, bookmark: Bookmark
) -> list[tuple[int, int]]:
    """Return (row, placed_at) of one record more than the page holds, if there is one."""
    condition = "m.row <= ?"
    values: list[Any] = [bookmark.newest]
    started = query.after is not None
    if _by_rank(asked, query):
        order = "words.rank, m.placed_at DESC, m.row DESC"
        if started:
            condition += " AND m.row NOT IN (SELECT value FROM json_each(?))"
            values.append(msgspec.json.encode(bookmark.seen_rows).decode())
    else:
        way, beyond = ("ASC", ">") if query.order == "oldest" else ("DESC", "<")
        order = f"m.placed_at {way}, m.row {way}"
        if started:
            condition += f" AND (m.placed_at, m.row) {beyond} (?, ?)"
            values += [bookmark.placed_at, bookmark.row]
    return connection.execute(
        f"SELECT m.row, m.placed_at {asked.from_where} AND {condition} ORDER BY {order} LIMIT ?",
        [*asked.values, *values, query.limit + 1],
    ).fetchall()


def _turn(bookmark: Bookmark, shown: list[tuple[int, int]], *, by_rank: bool) -> Bookmark:
    if by_rank:
        seen = [*bookmark.seen_rows, *(row for row, _ in shown)]
        return msgspec.structs.replace(bookmark, seen=paging.distances(seen))
    row, placed_at = shown[-1]
    return msgspec.structs.replace(bookmark, row=row, placed_at=placed_at)


def _by_rank(asked: Plan, query: Query) -> bool:
    """Without words there is nothing to be relevant to: « best » is then the newest."""
    return query.order == "best" and asked.match is not None
