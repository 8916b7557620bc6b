"""Counting answers by field and by period."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sinks.sqlite.moments import moment
from sinks.sqlite.rows import SEPARATOR
from sinks.sqlite.searching import total
from sinks.sqlite.transactions import reading
from sinks.sqlite.where import Plan, plan
from vigie.errors import InvalidInput
from vigie.query import FIELDS, Bucket, Counts, Query
from vigie.say import Say

_HOUR: Final = 3_600_000_000  # microseconds
_PERIODS: Final = ("hour", "day", "week", "month")


def count(
    connection: sqlite3.Connection, query: Query, facets: Sequence[str], every: str | None
) -> Counts:
    """Count answers. A period goes by its first moment: 2026-11-23T14:00Z, or 2026-11-23.

    Periods without an answer are left out; weeks start on Monday.

    Raises:
        InvalidInput: an unknown field or period.
    """
    _check(facets, every)
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
        counts[_period(moment(start), every)] += number
    return tuple(Bucket(value, number) for value, number in counts.items())


def _period(hour: datetime, every: str) -> str:
    if every == "hour":
        return hour.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    first = hour.date()
    if every == "week":
        first -= timedelta(days=first.weekday())
    elif every == "month":
        first = first.replace(day=1)
    return first.isoformat()


def _check(facets: Sequence[str], every: str | None) -> None:
    for facet in facets:
        if facet not in FIELDS:
            raise InvalidInput(_unknown(facet, FIELDS), where=facet)
    if every is not None and every not in _PERIODS:
        raise InvalidInput(_unknown(every, _PERIODS), where=every)


def _unknown(name: str, known: Sequence[str]) -> Say:
    names = ", ".join(known)
    return Say(
        f"« {name} » ne peut pas être compté. Choix possibles : {names}.",
        f"“{name}” cannot be counted. Possible choices: {names}.",
    )
