"""Where the reading of a file stands, and whether the file is still the one that was read."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import BinaryIO, Final

import msgspec

from connectors.table.encoding import usable

_HEAD: Final = 1 << 16
_TAIL: Final = 1 << 12


class FileMark(msgspec.Struct, frozen=True, kw_only=True):
    """What a file was when it had been read as far as `offset`.

    Attributes:
        size, modified: of the whole file, in bytes and nanoseconds since 1970.
        head, tail: SHA-256 of its first `head_size` bytes (64 KiB, fewer in a small file), and
            of the 4 KiB before `offset`.
    """

    size: int
    modified: int
    head: str
    head_size: int
    tail: str
    offset: int


class TableCursor(msgspec.Struct, frozen=True, kw_only=True):
    """A position in a file.

    Attributes:
        number: physical number of the line at `file.offset`, the first not yet read.
        growing: offset and number of a last record without newline, read again if the file
            is longer next time: it may have been half written.
        codec, delimiter: how the file was read; "" for what has no delimiter.
        options: digest of the settings that it was read with.
        records, rejected, unclosed: events, records refused and quotation marks never closed
            since the file's beginning.
    """

    file: FileMark
    number: int
    growing: tuple[int, int] | None = None
    codec: str
    delimiter: str
    options: str
    records: int = 0
    rejected: int = 0
    unclosed: int = 0

    @property
    def finished(self) -> bool:
        """Tell whether the file was read to what was its end."""
        return self.file.offset >= self.file.size


_decoder = msgspec.json.Decoder(TableCursor)


def write_cursor(cursor: TableCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(cursor)


def read_cursor(data: bytes | None) -> TableCursor | None:
    """Read a cursor back; None for none, or for what is not one (the file is then read anew)."""
    try:
        cursor = _decoder.decode(data) if data else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return cursor if cursor is not None and is_sound(cursor) else None


def is_sound(cursor: TableCursor) -> bool:
    """Tell whether a cursor's values can be those of a file."""
    counts = (cursor.file.offset, cursor.file.head_size, cursor.number - 1, cursor.unclosed)
    return min(counts) >= 0 and usable(cursor.codec) and len(cursor.delimiter) <= 1


def mark(stream: BinaryIO, found: os.stat_result, offset: int) -> FileMark:
    """Return what to remember of a file read as far as `offset`.

    `found` is what it was when it was opened: what grew since will be seen next time.
    """
    head_size = min(found.st_size, _HEAD)
    return FileMark(
        size=found.st_size,
        modified=found.st_mtime_ns,
        head=_digest(stream, 0, head_size),
        head_size=head_size,
        tail=_digest(stream, max(0, offset - _TAIL), offset),
        offset=offset,
    )


def continues(stream: BinaryIO, known: FileMark) -> bool:
    """Tell whether a file is the one marked: untouched, or with lines added at its end.

    A file of the same size with another date was changed in place: it is not the same.
    """
    found = os.fstat(stream.fileno())
    untouched = (found.st_size, found.st_mtime_ns) == (known.size, known.modified)
    if not untouched and found.st_size <= known.size:
        return False
    return (
        _digest(stream, 0, min(known.head_size, _HEAD)) == known.head
        and _digest(stream, max(0, known.offset - _TAIL), known.offset) == known.tail
    )


def _digest(stream: BinaryIO, start: int, end: int) -> str:
    stream.seek(start)
    return sha256(stream.read(end - start)).hexdigest()[:32]
