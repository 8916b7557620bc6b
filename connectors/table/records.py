"""What a reader of tables gives for each record, readable or not."""

from __future__ import annotations

from typing import NamedTuple

from connectors.table.values import Row
from vigie.say import Say


class Record(NamedTuple):
    """One record of a file.

    Attributes:
        start: byte offset of its first line, for a last record that may still be growing.
        number: physical number of its first line.
        raw: its bytes, cut at one line's limit.
        row: what it holds; None when `problem` says why it cannot be read.
    """

    start: int
    number: int
    raw: bytes
    row: Row | None = None
    problem: Say | None = None


def too_long(limit: int) -> Say:
    """Say that a record is longer than what is read."""
    return Say(
        f"la ligne dépasse {limit // 1024} Kio ; elle a été sautée.",
        f"the line is over {limit // 1024} KiB; it was skipped.",
    )


def undecodable(codec: str) -> Say:
    """Say that the bytes are not in the file's encoding."""
    return Say(
        f"la ligne contient des octets qui ne sont pas du {codec}.",
        f"the line holds bytes that are not {codec}.",
    )
