"""A record as the rows that hold it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from sinks.moments import micros
from sinks.record_keys import doubts, key, replied_to, storable
from sinks.sqlite.schema import FIELD_COLUMNS
from vigie.in_force import in_force
from vigie.record import Record

_COLUMNS: Final = (
    "row",
    "id",
    "placed_at",
    "published_at",
    "first_seen",
    "revision",
    "generation",
    "address",
    "author",
    "answered",
    *FIELD_COLUMNS,
)
# What an edition keeps of the first sighting.
_KEPT = ("row", "id", "placed_at", "first_seen")

INSERT_MENTION: Final = (
    f"INSERT INTO mentions ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
)
UPDATE_MENTION: Final = (
    "UPDATE mentions SET "
    + ", ".join(f"{name} = ?{n}" for n, name in enumerate(_COLUMNS, 1) if name not in _KEPT)
    + " WHERE row = ?1"
)
#: Where a field may have several values, they stand between these in the column.
SEPARATOR: Final = ","

_encoder = msgspec.json.Encoder()


def listed(values: tuple[str, ...]) -> str:
    """Return strings as the one parameter of `IN (SELECT value FROM json_each(?))`."""
    return _encoder.encode([storable(value) for value in values]).decode()


def mention_row(row: int, record: Record) -> tuple[Any, ...]:
    """Return the values of `INSERT_MENTION` and `UPDATE_MENTION`."""
    post = record.mention.post
    published = micros(post.published_at)
    replied = replied_to(record)
    return (
        row,
        record.mention.id,
        published,
        published,
        micros(record.first_seen),
        post.revision,
        record.judgement.generation,
        None if post.url is None else key(post.url),
        None if post.author.pseudonym is None else key(post.author.pseudonym),
        None if replied is None else key(replied),
        *field_values(record),
    )


def field_values(record: Record) -> list[str | None]:
    """Return the fields in force, in the order of `FIELD_COLUMNS`."""
    return [
        _uncertain(record) if field == "uncertain" else _value(record, field)
        for field in FIELD_COLUMNS
    ]


def _value(record: Record, field: str) -> str | None:
    label = in_force(record, field)
    return None if label is None else storable(label.value)


def _uncertain(record: Record) -> str | None:
    labels = doubts(record)
    return SEPARATOR.join(["", *labels, ""]) if labels else None
