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

    Periods without an answer are left out; weeks start on Monday.

    Raises:
        InvalidInput: an unknown field or period.
    """
    check_count(facets, every)
    asked = plan(query)
    with reading(connection):
        return Counts(
            total=total(connection, asked),
            facets={facet: _facet(connection, asked, facet) for facet in facets},
            histogram=_histogram(connection, asked, every) if every else (),
        )


def _facet(connection: sqlite3.Connection, asked: Plan, facet: str) -> tuple[Bucket, ...]:
    counts: Counter[str] = Counter()
    statement = f"SELECT m.{facet}, count(*) {asked.from_where} GROUP BY 1"
    for value, number in connection.execute(statement, asked.values):
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
