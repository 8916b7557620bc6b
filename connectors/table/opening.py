"""Opens a table's file at a position: which format, encoding and columns it has, what is next."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol

from connectors.table.column_map import column_maps, recognised_export
from connectors.table.columns import match
from connectors.table.csv import CsvRecords, Header, PlainRows, Rows, read_header
from connectors.table.cursor import TableCursor, continues
from connectors.table.encoding import Encoding, detect
from connectors.table.jsonl import JsonLines
from connectors.table.lines import Line, Lines
from connectors.table.mapped_rows import MappedRows
from connectors.table.records import Record
from connectors.table.settings import TableOptions
from vigie.errors import InvalidInput
from vigie.say import Say

#: Formats by ending; any other is told from the first character.
FORMATS: Final = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}


class Records(Protocol):
    """A reader of records, whatever the format."""

    unclosed: int

    def next(self) -> tuple[Record | None, Line] | None:
        """Return the next record, None where a line has none, with the last line it took."""
        ...


class Opened(NamedTuple):
    """A file ready to give records.

    Attributes:
        found: what the file was when it was opened.
        prefix: the bytes before the first record; with them a record alone is a file again.
        cursor: where it was, None when it is read from the beginning.
        offset, number: of the first line to be read.
    """

    found: os.stat_result
    records: Records
    encoding: Encoding
    delimiter: str
    prefix: bytes
    cursor: TableCursor | None
    offset: int
    number: int


class _Body(NamedTuple):
    records: Records
    delimiter: str
    offset: int
    number: int


def open_file(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a plain file for reading; raises `OSError`, also for a pipe, a device or a folder.

    Args:
        path: the file.
        follow: whether it may be a symbolic link.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)  # not blocking: a pipe would wait for its writer
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path.name}: not a plain file")
    return os.fdopen(descriptor, "rb")


def open_table(
    path: Path, stream: BinaryIO, cursor: TableCursor | None, options: TableOptions
) -> Opened:
    """Find where to go on in a file, and how to read it.

    Raises:
        InvalidInput: the file is empty, or its header is not usable.
    """
    found = os.fstat(stream.fileno())
    if found.st_size == 0:
        raise InvalidInput(Say("le fichier est vide.", "the file is empty."))
    if cursor and (cursor.options != options.digest() or not continues(stream, cursor.file)):
        cursor = None
    encoding = _encoding(stream, cursor, options)
    form = _format(path, stream, encoding, options.format)
    lines = Lines(stream, encoding.newline, encoding.mark, 1)
    if form == "jsonl":
        body = _Body(JsonLines(lines, encoding, options.columns), "", encoding.mark, 1)
    else:
        body = _csv(lines, encoding, cursor, options)
    stream.seek(0)
    prefix = stream.read(body.offset)
    offset, number = _position(found.st_size, cursor) or (body.offset, body.number)
    lines.seek(offset, number)
    return Opened(found, body.records, encoding, body.delimiter, prefix, cursor, offset, number)


def _encoding(stream: BinaryIO, cursor: TableCursor | None, options: TableOptions) -> Encoding:
    if cursor is None:
        return detect(stream, options.encoding)
    if cursor.codec != "ascii":
        return detect(stream, cursor.codec)
    # No byte told the encoding yet: only lines added since may.
    return detect(stream, options.encoding, cursor.file.size)


def _csv(
    lines: Lines, encoding: Encoding, cursor: TableCursor | None, options: TableOptions
) -> _Body:
    delimiter = (cursor.delimiter if cursor else "") or options.delimiter
    header = read_header(lines, encoding, delimiter, options.columns)
    unclosed = cursor.unclosed if cursor else 0
    records = CsvRecords(lines, encoding, header, _rows(header, options), unclosed)
    return _Body(records, header.delimiter, header.end, header.number)


def _rows(header: Header, options: TableOptions) -> Rows:
    """Choose the map of the tool that wrote the table, if any did."""
    if options.export in {"auto", "none"}:
        chosen = recognised_export(header.cells) if options.export == "auto" else None
    else:
        chosen = column_maps()[options.export]
    if chosen is not None:
        return MappedRows(chosen, header.cells, options.columns)
    return PlainRows(header.cells, match(header.cells, options.columns))


def _format(path: Path, stream: BinaryIO, encoding: Encoding, wanted: str) -> str:
    if wanted != "auto":
        return wanted
    known = FORMATS.get(path.suffix.lower())
    if known:
        return known
    stream.seek(encoding.mark)
    start = stream.read(4096).decode(encoding.codec, "replace").lstrip()
    return "jsonl" if start.startswith("{") else "csv"


def _position(size: int, cursor: TableCursor | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    if cursor.growing and size > cursor.file.size:
        return cursor.growing
    return cursor.file.offset, cursor.number
