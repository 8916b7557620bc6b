"""Writing records: the newest edition of each mention, under the first sighting's number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from sinks.editions import as_first_seen
from sinks.record_keys import answered
from sinks.removed_text import without_quotation
from sinks.sqlite import index, residue
from sinks.sqlite.documents import by_rows
from sinks.sqlite.rows import INSERT_MENTION, UPDATE_MENTION, listed, mention_row
from sinks.sqlite.tombstones import buried, purged
from vigie.batch import Written
from vigie.codec import encode
from vigie.record import Record

_Outcome = Literal["new", "revised", "unchanged", "refused"]
_KNOWN = """
SELECT id, row, revision, generation FROM mentions
WHERE id IN (SELECT value FROM json_each(?))
"""


class _Known(NamedTuple):
    row: int
    version: tuple[int, int]


def keep(connection: sqlite3.Connection, records: Sequence[Record]) -> Written:
    """Write the records that may be kept, and tell what became of each id."""
    allowed = _allowed(connection, records)
    outcomes: dict[str, _Outcome] = {}
    for editions in _rounds(allowed):
        for mention, outcome in _keep_distinct(connection, editions).items():
            if outcomes.get(mention, "unchanged") == "unchanged":
                outcomes[mention] = outcome
    for record in records:
        outcomes.setdefault(record.mention.id, "refused")
    by: dict[_Outcome, list[str]] = {"new": [], "revised": [], "unchanged": [], "refused": []}
    for mention, outcome in outcomes.items():
        by[outcome].append(mention)
    return Written(**{outcome: tuple(ids) for outcome, ids in by.items()})


def _allowed(connection: sqlite3.Connection, records: Sequence[Record]) -> list[Record]:
    """Return the records that neither a tombstone nor a purge forbids, ready to be stored."""
    repeated = [answered(record) for record in records]
    ids = [record.mention.id for record in records]
    graves = buried(connection, [*ids, *(each for each in repeated if each)])
    authors = {record.mention.post.author.pseudonym for record in records}
    gone: set[str | None] = {*purged(connection, [author for author in authors if author])}
    return [
        _storable(record, quoted in graves)
        for record, quoted in zip(records, repeated, strict=True)
        if record.mention.id not in graves and record.mention.post.author.pseudonym not in gone
    ]


def _storable(record: Record, quotes_the_dead: bool) -> Record:  # noqa: FBT001 - a plain predicate
    if record.review is not None:
        record = msgspec.structs.replace(record, review=None)
    return without_quotation(record) if quotes_the_dead else record


def _rounds(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Part records so that no id stands twice in a round, in their order."""
    while records:
        first = {record.mention.id: record for record in reversed(records)}
        yield list(reversed(first.values()))
        records = [record for record in records if record is not first[record.mention.id]]


def _keep_distinct(
    connection: sqlite3.Connection, records: Sequence[Record]
) -> dict[str, _Outcome]:
    ids = tuple(record.mention.id for record in records)
    known = {
        mention: _Known(row, (revision, generation))
        for mention, row, revision, generation in connection.execute(_KNOWN, (listed(ids),))
    }
    outcomes: dict[str, _Outcome] = {}
    fresh, edited = [], []
    for record in records:
        kept = known.get(record.mention.id)
        if kept is None:
            fresh.append(record)
            outcomes[record.mention.id] = "new"
        elif _version(record) > kept.version:
            edited.append((kept.row, record))
            outcomes[record.mention.id] = "revised"
        else:
            outcomes[record.mention.id] = "unchanged"
    _insert(connection, fresh)
    _revise(connection, edited)
    return outcomes


def _version(record: Record) -> tuple[int, int]:
    return record.mention.post.revision, record.judgement.generation


def _insert(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    if not records:
        return
    last = connection.execute("SELECT coalesce(max(row), 0) FROM mentions").fetchone()[0]
    numbered = list(enumerate(records, last + 1))
    connection.executemany(INSERT_MENTION, [mention_row(*each) for each in numbered])
    connection.executemany(
        "INSERT INTO documents (row, body) VALUES (?, ?)",
        [(row, encode(record)) for row, record in numbered],
    )
    index.add(connection, numbered)


def _revise(connection: sqlite3.Connection, edited: Sequence[tuple[int, Record]]) -> None:
    kept = by_rows(connection, [row for row, _ in edited])
    for row, record in edited:
        old = kept[row]
        new = as_first_seen(record, old.first_seen, old.judgement.cluster)
        reviewed = msgspec.structs.replace(new, review=old.review)
        connection.execute(UPDATE_MENTION, mention_row(row, reviewed))
        connection.execute("UPDATE documents SET body = ? WHERE row = ?", (encode(new), row))
        index.replace(connection, row, old, new)
    if edited:
        residue.mark(connection)
