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
from sinks.sqlite.searching import total
from sinks.sqlite.transactions import reading
from sinks.sqlite.where import Plan, plan
from vigie.query import Bucket, Counts, Query

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
        statement = f"SELECT count(*) FROM (SELECT 1 {asked.from_where} LIMIT ?)"
        return Counts(
            total=connection.execute(statement, [*asked.values, most]).fetchone()[0], facets={}
        )
    columns = ", ".join(f"m.{facet}" for facet in facets)
    rows = connection.execute(
        f"SELECT {columns} {asked.from_where} ORDER BY {asked.newest_first} LIMIT ?",
        [*asked.values, most],
    ).fetchall()
    cells = zip(*rows, strict=True) if rows else ((),) * len(facets)
    return Counts(
        total=len(rows),
        facets={
            facet: _buckets(facet, Counter(column).items())
            for facet, column in zip(facets, cells, strict=True)
        },
    )


def _facet(connection: sqlite3.Connection, asked: Plan, facet: str) -> tuple[Bucket, ...]:
    statement = f"SELECT m.{facet}, count(*) {asked.from_where} GROUP BY 1"
    return _buckets(facet, connection.execute(statement, asked.values))


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
