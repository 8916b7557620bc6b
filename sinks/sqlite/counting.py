"""Counting answers by field and by period."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from sinks.moments import moment
from sinks.periods import period
from sinks.questions import check_count
from sinks.sqlite.rows import SEPARATOR
from sinks.sqlite.totals import total
from sinks.sqlite.transactions import reading
from sinks.sqlite.walking import within_dates
from sinks.sqlite.where import Plan, plan
from vigie.query import Bucket, Counts, Query

#: Rows that are looked at along their order, before an index is.
_LAST: Final = 50_000
_PART: Final = 10
_HOUR: Final = 3_600_000_000  # microseconds


def count(
    connection: sqlite3.Connection, query: Query, facets: Sequence[str], every: str | None
) -> Counts:
    """Count answers. A period goes by its first moment: 2026-11-23T14:00Z, or 2026-11-23.

    Periods without an answer are left out; weeks start on Monday. With `query.most` the newest
    are those published last, or, of a question without dates, those that arrived last.

    Raises:
        InvalidInput: an unknown field or period.
    """
    check_count(facets, every)
    asked = plan(query)
    with reading(connection):
        asked = within_dates(connection, asked)
        if query.most is not None and not every:
            return _of_newest(connection, asked, facets, query.most)
        return Counts(
            total=total(connection, asked),
            facets={facet: _facet(connection, asked, facet) for facet in facets},
            histogram=_histogram(connection, asked, every) if every else (),
        )


def _of_newest(
    connection: sqlite3.Connection, asked: Plan, facets: Sequence[str], most: int
) -> Counts:
    """Count among the newest, all facets in one pass over them."""
    if not facets:
        return Counts(total=min(total(connection, asked, most), most), facets={})
    columns = ", ".join(map(_column, facets))
    rows = _newest(connection, asked, columns, most)
    cells = zip(*rows, strict=True) if rows else ((),) * len(facets)
    return Counts(
        total=len(rows),
        facets={
            facet: _buckets(facet, Counter(column).items())
            for facet, column in zip(facets, cells, strict=True)
        },
    )


def _newest(
    connection: sqlite3.Connection, asked: Plan, columns: str, most: int
) -> list[tuple[str | None, ...]]:
    """Return these columns of the newest answers."""
    if asked.match is not None:
        statement = f"SELECT {columns} {asked.from_where} ORDER BY {asked.newest_first} LIMIT ?"
        return connection.execute(statement, [*asked.values, most]).fetchall()
    if asked.between is None:
        # Along the rows, if there are enough answers among the last of them: a part tells.
        for among in (_LAST // _PART, _LAST):
            met = connection.execute(
                f"SELECT {columns} FROM mentions AS m NOT INDEXED WHERE {asked.where} "
                "AND m.row > (SELECT max(row) FROM mentions) - ? ORDER BY m.row DESC LIMIT ?",
                [*asked.values, among, most],
            ).fetchall()
            if len(met) == most:
                return met
            if len(met) * _PART < most:
                break
    # An index may tell which they are: only then are their rows read.
    return connection.execute(
        f"SELECT {columns} FROM (SELECT m.row AS found {asked.from_where} "
        f"ORDER BY {asked.newest_first} LIMIT ?) CROSS JOIN mentions AS m ON m.row = found",
        [*asked.values, most],
    ).fetchall()


def _facet(connection: sqlite3.Connection, asked: Plan, facet: str) -> tuple[Bucket, ...]:
    # « + »: the dates choose the index, not the order of what is counted.
    column = f"+{_column(facet)}" if asked.between is not None else _column(facet)
    statement = f"SELECT {column}, count(*) {asked.from_where} GROUP BY 1"
    return _buckets(facet, connection.execute(statement, asked.values))


def _column(facet: str) -> str:
    return " || '+' || ".join(f"m.{field}" for field in facet.split("+"))


def _buckets(facet: str, counted: Iterable[tuple[str | None, int]]) -> tuple[Bucket, ...]:
    counts: Counter[str] = Counter()
    for value, number in counted:
        for each in _values(facet, value):
            counts[each] += number
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Bucket(value, number) for value, number in ordered)


def _values(facet: str, cell: str | None) -> Iterable[str]:
    if cell is None:
        return ()
    return cell.strip(SEPARATOR).split(SEPARATOR) if facet == "uncertain" else (cell,)


def _histogram(connection: sqlite3.Connection, asked: Plan, every: str) -> tuple[Bucket, ...]:
    # Hours are counted by SQLite (rounded down before 1970 too), longer periods from them.
    hour = f"(m.published_at - ((m.published_at % {_HOUR}) + {_HOUR}) % {_HOUR})"
    counts: Counter[str] = Counter()
    for start, number in connection.execute(
        f"SELECT {hour}, count(*) {asked.from_where} GROUP BY 1 ORDER BY 1", asked.values
    ):
        counts[period(moment(start), every)] += number
    return tuple(Bucket(value, number) for value, number in counts.items())
