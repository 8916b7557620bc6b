"""Searching: one page of records, with the total and the words shown."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import msgspec

from sinks.questions import check_search, digest
from sinks.searched_text.highlighting import leaves, spans
from sinks.sqlite import paging
from sinks.sqlite.documents import by_rows
from sinks.sqlite.paging import Bookmark
from sinks.sqlite.ranking import best_of
from sinks.sqlite.totals import total
from sinks.sqlite.transactions import reading
from sinks.sqlite.walking import first_of, within_dates
from sinks.sqlite.where import Plan, plan
from vigie.query import Found, Hit, Query

#: Answers beyond which one is soon met along the index of dates.
_MANY: Final = 2_000


def search(connection: sqlite3.Connection, query: Query) -> Found:
    """Return one page of answers.

    Raises:
        InvalidInput: an unknown field or order, a limit out of bounds, a bookmark of another
            search.
    """
    check_search(query)
    asked, bookmark = plan(query), paging.read(query)
    with reading(connection):
        asked = within_dates(connection, asked)
        if bookmark is None:
            bookmark = _first(connection, asked, query)
        rows = _page(connection, asked, query, bookmark)
        shown = rows[: query.limit]
        records = by_rows(connection, [row for row, _ in shown])
    words = leaves(query.where)
    more = len(rows) > query.limit
    return Found(
        total=bookmark.total,
        hits=tuple(Hit(record=records[row], spans=spans(records[row], words)) for row, _ in shown),
        next=paging.write(_turn(bookmark, shown, by_rank=_by_rank(asked, query))) if more else None,
        capped=bookmark.capped,
        among=_among(asked, query, bookmark),
    )


def _first(connection: sqlite3.Connection, asked: Plan, query: Query) -> Bookmark:
    newest = connection.execute("SELECT coalesce(max(row), 0) FROM mentions").fetchone()[0]
    counted = total(connection, asked, query.most)
    capped = query.most is not None and counted > query.most
    return Bookmark(question=digest(query), newest=newest, total=counted - capped, capped=capped)


def _page(
    connection: sqlite3.Connection, asked: Plan, query: Query, bookmark: Bookmark
) -> list[tuple[int, int]]:
    """Return (row, placed_at) of one record more than the page holds, if there is one."""
    if _by_rank(asked, query):
        among = _among(asked, query, bookmark)
        return best_of(connection, asked, bookmark, query.limit + 1, among=among)
    # « + »: nearly every row is below it, so it must not be what chooses the index.
    condition = "+m.row <= ?"
    values: list[Any] = [bookmark.newest]
    way, beyond = ("ASC", ">") if query.order == "oldest" else ("DESC", "<")
    if query.after is not None:
        condition += f" AND (m.placed_at, m.row) {beyond} (?, ?)"
        values += [bookmark.placed_at, bookmark.row]
    if asked.match is not None:
        oldest = query.order == "oldest"
        return first_of(connection, asked, condition, values, query.limit + 1, oldest=oldest)
    # The few answers of a period are found by an index of what is asked, not of the order.
    many = bookmark.total > _MANY
    few = asked.between is not None and not many
    order = f"{'+m.placed_at' if few else 'm.placed_at'} {way}, m.row {way}"
    # So many answers that a page is soon found in the order wanted.
    along = "INDEXED BY mentions_by_place" if many and asked.between is None else ""
    return connection.execute(
        f"SELECT m.row, m.placed_at FROM mentions AS m {along} "
        f"WHERE {asked.where} AND {condition} ORDER BY {order} LIMIT ?",
        [*asked.values, *values, query.limit + 1],
    ).fetchall()


def _turn(bookmark: Bookmark, shown: list[tuple[int, int]], *, by_rank: bool) -> Bookmark:
    if by_rank:
        seen = [*bookmark.seen_rows, *(row for row, _ in shown)]
        return msgspec.structs.replace(bookmark, seen=paging.distances(seen))
    row, placed_at = shown[-1]
    return msgspec.structs.replace(bookmark, row=row, placed_at=placed_at)


def _among(asked: Plan, query: Query, bookmark: Bookmark) -> int | None:
    return query.most if bookmark.capped and _by_rank(asked, query) else None


def _by_rank(asked: Plan, query: Query) -> bool:
    """Without words there is nothing to be relevant to: « best » is then the newest."""
    return query.order == "best" and asked.match is not None
