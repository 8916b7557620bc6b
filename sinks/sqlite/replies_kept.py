"""Noting what each reply answers, in a file whose replies were noted only when they quoted.

It is the sixth version of the tables: no table changes, but the mentions kept before are completed.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from sinks.record_keys import key
from vigie.mention import mention_id

_AT_ONCE: Final = 1_000
#: A quote within a text is escaped: these bytes are a field, and one that is not null. Most
#: documents have none, and are not read further.
_REPLY: Final = b'"in_reply_to":"'
_FIND: Final = """
SELECT row, body FROM documents JOIN mentions USING (row)
WHERE row > ? AND answered IS NULL AND instr(body, ?) ORDER BY row LIMIT ?
"""


class _Source(msgspec.Struct, frozen=True):
    name: str


class _Post(msgspec.Struct, frozen=True):
    source: _Source
    in_reply_to: str | None = None


class _Mention(msgspec.Struct, frozen=True):
    town: str
    post: _Post


class _Record(msgspec.Struct, frozen=True):
    mention: _Mention


class _Wire(msgspec.Struct, frozen=True):
    """As much of a record's wire form as every version of it has."""

    body: _Record


_decoder: Final = msgspec.json.Decoder(_Wire)


def note_replies(connection: sqlite3.Connection) -> None:
    """Write down what each reply answers; one that cannot be read is left as it is."""
    last = -1
    while rows := connection.execute(_FIND, (last, _REPLY, _AT_ONCE)).fetchall():
        found = [(answered, row) for row, body in rows if (answered := _answered(body)) is not None]
        connection.executemany("UPDATE mentions SET answered = ? WHERE row = ?", found)
        last = rows[-1][0]


def _answered(body: bytes) -> int | None:
    try:
        mention = _decoder.decode(body).body.mention
    except msgspec.MsgspecError:
        return None
    replied = mention.post.in_reply_to
    if replied is None:
        return None
    return key(mention_id(mention.town, mention.post.source.name, replied))
