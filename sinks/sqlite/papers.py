"""The team's papers: each changed on the version last read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import storable
from sinks.sqlite import residue
from sinks.sqlite.rows import listed
from sinks.sqlite.transactions import writing
from vigie.errors import InvalidInput
from vigie.paper import OVERTAKEN, Paper

_COLUMNS: Final = "kind, key, town, about, at, expires_at, version, body"
_KEEP: Final = f"INSERT OR REPLACE INTO papers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LIVE: Final = "(expires_at IS NULL OR expires_at > :now)"
_ONE: Final = f"SELECT {_COLUMNS} FROM papers WHERE kind = :kind AND key = :key AND {_LIVE}"
_VERSION: Final = f"SELECT version FROM papers WHERE kind = :kind AND key = :key AND {_LIVE}"
_ABOUT: Final = "DELETE FROM papers WHERE about IN (SELECT value FROM json_each(?))"


def keep(connection: sqlite3.Connection, paper: Paper, now: datetime) -> Paper:
    """Write one paper under the next version.

    Raises:
        InvalidInput: its version is not the one kept.
    """
    asked = {"kind": paper.kind, "key": storable(paper.key), "now": micros(now)}
    with writing(connection):
        found = connection.execute(_VERSION, asked).fetchone()
        if paper.version != (found[0] if found else 0):
            raise InvalidInput(OVERTAKEN, where=paper.key)
        saved = msgspec.structs.replace(paper, version=paper.version + 1)
        connection.execute(_KEEP, _row(saved))
        if found:
            residue.mark(connection)
    return saved


def one(connection: sqlite3.Connection, kind: str, key: str, now: datetime) -> Paper | None:
    """Return one paper."""
    asked = {"kind": kind, "key": storable(key), "now": micros(now)}
    found = connection.execute(_ONE, asked).fetchone()
    return _paper(found) if found else None


class Asked(NamedTuple):
    """Which papers are asked for; see `vigie.paper.Papers.papers`."""

    kind: str
    town: str | None
    about: str | None
    before: tuple[datetime, str] | None
    limit: int


def newest(connection: sqlite3.Connection, asked: Asked, now: datetime) -> list[Paper]:
    """Return papers of a kind, newest first."""
    where = ["kind = :kind", _LIVE]
    values: dict[str, Any] = {"kind": asked.kind, "now": micros(now), "limit": asked.limit}
    for column, value in (("town", asked.town), ("about", asked.about)):
        if value is not None:
            where.append(f"{column} = :{column}")
            values[column] = storable(value)
    if asked.before is not None:
        at, key = asked.before
        where.append("(at < :at OR (at = :at AND key > :key))")
        values |= {"at": micros(at), "key": storable(key)}
    query = f"SELECT {_COLUMNS} FROM papers WHERE {' AND '.join(where)}"
    rows = connection.execute(f"{query} ORDER BY at DESC, key LIMIT :limit", values)
    return [_paper(row) for row in rows]


def drop(connection: sqlite3.Connection, kind: str, keys: Sequence[str]) -> int:
    """Forget papers; return how many there were."""
    query = "DELETE FROM papers WHERE kind = ? AND key IN (SELECT value FROM json_each(?))"
    with writing(connection):
        count = connection.execute(query, (kind, listed(tuple(keys)))).rowcount
        if count:
            residue.mark(connection)
    return count


def forget(connection: sqlite3.Connection, mentions: Sequence[str]) -> None:
    """Forget what was about removed mentions; called within their removal's transaction."""
    connection.execute(_ABOUT, (listed(tuple(mentions)),))


def expire(connection: sqlite3.Connection, now: datetime) -> None:
    """Forget what has ended; called within retention's transaction."""
    connection.execute("DELETE FROM papers WHERE expires_at <= ?", (micros(now),))


def _row(paper: Paper) -> tuple[Any, ...]:
    return (
        paper.kind,
        storable(paper.key),
        storable(paper.town),
        storable(paper.about),
        micros(paper.at),
        maybe_micros(paper.expires_at),
        paper.version,
        paper.body,
    )


def _paper(row: Sequence[Any]) -> Paper:
    kind, key, town, about, at, expires_at, version, body = row
    return Paper(
        kind=kind,
        key=key,
        town=town,
        about=about,
        at=moment(at),
        expires_at=maybe_moment(expires_at),
        version=version,
        body=body,
    )
