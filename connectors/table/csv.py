"""Reads CSV: records over one or several physical lines, in the dialects that people export."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from connectors.table.columns import recognised
from connectors.table.encoding import Encoding
from connectors.table.lines import LINE_LIMIT, Line, Lines
from connectors.table.records import Record, too_long, undecodable
from connectors.table.values import Row
from vigie.errors import InvalidInput
from vigie.say import Say

_DELIMITERS: Final = (";", ",", "\t", "|")
_ONE_COLUMN: Final = "\x1f"  # ASCII's unit separator: in no text, so that nothing is split
_EXCEL_HINT: Final = re.compile('"?sep=(.)"?', re.IGNORECASE)

# How far a quotation mark may reach. A file full of marks that are never closed would be read
# again and again as far as that: each one met makes the next ones be given up sooner.
_RECORD_LINES: Final = (4096, 64)
_RECORD_BYTES: Final = (LINE_LIMIT, 1 << 14)


class Header(NamedTuple):
    """A table's first record; `end` and `number` are where the record after it begins."""

    cells: tuple[str, ...]
    delimiter: str
    end: int
    number: int


class Rows(Protocol):
    """Knows which cells of a row are which fields."""

    def row(self, cells: Sequence[str]) -> Row:
        """Return what a row of cells, as many as the header has, holds."""
        ...


class PlainRows:
    """One column a field.

    Args:
        cells: the header.
        columns: field → index of its column.
    """

    def __init__(self, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self._columns = columns
        self._names = {field: cells[index] for field, index in columns.items()}

    def row(self, cells: Sequence[str]) -> Row:
        """See `Rows.row`."""
        return Row({field: cells[i] for field, i in self._columns.items()}, self._names)


class CsvRecords:
    """The records of a CSV file, after its header.

    Args:
        lines: where to read; its position is the next record.
        rows: what makes a row's cells a `Row`.
        unclosed: quotation marks never closed that were met before in this file.
    """

    def __init__(
        self,
        lines: Lines,
        encoding: Encoding,
        header: Header,
        rows: Rows,
        unclosed: int = 0,
    ) -> None:
        self.unclosed = unclosed
        self._splitter = _Splitter(lines, encoding, header.delimiter)
        self._width = len(header.cells)
        self._rows = rows

    def next(self) -> tuple[Record | None, Line] | None:
        """Return the next record with the last line that it took, None at the end.

        A blank row is a line without record.
        """
        taken = self._splitter.next(self.unclosed)
        if taken is None:
            return None
        cells, lines, problem, unclosed = taken
        self.unclosed += unclosed
        if problem is None and not any(cell.strip() for cell in cells):
            return None, lines[-1]
        problem = problem or self._ragged(cells)
        row = None if problem else self._rows.row(cells)
        raw = b"".join(line.data for line in lines)
        return Record(lines[0].start, lines[0].number, raw, row, problem), lines[-1]

    def _ragged(self, cells: Sequence[str]) -> Say | None:
        found = len(cells)
        # Excel ends rows with delimiters when a cell far to the right was once touched.
        if found == self._width or (found > self._width and not any(cells[self._width :])):
            return None
        return Say(
            f"la ligne a {found} cellules, l’en-tête en a {self._width}.",
            f"the row has {found} cells, the header has {self._width}.",
        )


def read_header(
    lines: Lines, encoding: Encoding, delimiter: str, wanted: Mapping[str, str]
) -> Header:
    """Read the header, the file's delimiter with it.

    The delimiter is the one by which the header has most names that say something, then most
    columns: what stands in the rows below, however strange, cannot mislead. Excel's own
    « sep=; » line, when there is one, decides.

    Args:
        lines: standing at the file's first line.
        encoding: the file's.
        delimiter: one character, or "auto".
        wanted: field → column name, as the settings say.

    Raises:
        InvalidInput: an empty file, or a first line that cannot be read.
    """
    first = _first_line(lines)
    hint = None if not first.whole else _EXCEL_HINT.fullmatch(_text(first, encoding).strip("\r\n"))
    if hint:
        first = _first_line(lines)
        delimiter = hint[1] if delimiter == "auto" else delimiter
    tried = (_ONE_COLUMN, *_DELIMITERS) if delimiter == "auto" else (delimiter,)
    found = [_header(lines, encoding, first, each) for each in tried]
    good = [header for header in found if isinstance(header, Header)]
    for problem in found:
        if isinstance(problem, Say) and not good:
            raise InvalidInput(problem)
    return max(good, key=lambda header: (recognised(header.cells, wanted), len(header.cells)))


def _first_line(lines: Lines) -> Line:
    line = lines.next()
    while line is not None and not line.data.strip(b"\r\n \x00"):
        line = lines.next()
    if line is None:
        raise InvalidInput(Say("le fichier est vide.", "the file is empty."))
    return line


def _text(line: Line, encoding: Encoding) -> str:
    try:
        return encoding.decode(line.data)
    except UnicodeDecodeError as error:
        raise InvalidInput(undecodable(encoding.codec)) from error


def _header(lines: Lines, encoding: Encoding, first: Line, delimiter: str) -> Header | Say:
    lines.seek(first.start, first.number)
    taken = _Splitter(lines, encoding, delimiter).next(0)
    if taken is None or taken.problem:
        return taken.problem if taken and taken.problem else _unclosed()
    last = taken.lines[-1]
    cells = [cell.strip(" \t\ufeff") for cell in taken.cells]
    return Header(tuple(cells), delimiter, last.end, last.number + 1)


class _Taken(NamedTuple):
    cells: list[str]
    lines: list[Line]
    problem: Say | None = None
    unclosed: bool = False


class _Feed:
    """Gives `csv.reader` the lines of one record, no further than a record may reach."""

    def __init__(self, first: Line, lines: Lines, encoding: Encoding, unclosed: int) -> None:
        self.taken: list[Line] = []
        self.starved = False
        self._first = first
        self._lines = lines
        self._encoding = encoding
        self._lines_left = max(_RECORD_LINES[0] >> min(unclosed, 32), _RECORD_LINES[1])
        self._bytes_left = max(_RECORD_BYTES[0] >> min(unclosed, 32), _RECORD_BYTES[1])

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        spent = self._lines_left <= 0 or self._bytes_left <= 0
        line = None if spent else self._lines.next() if self.taken else self._first
        if line is None:
            self.starved = True
            raise StopIteration
        self.taken.append(line)
        self._lines_left -= 1
        self._bytes_left -= len(line.data)
        if not line.whole:
            raise InvalidInput(too_long(LINE_LIMIT))
        return _text(line, self._encoding)


class _Splitter:
    """Splits lines into records; `lines` then stands after the last line taken."""

    def __init__(self, lines: Lines, encoding: Encoding, delimiter: str) -> None:
        # A cell may be as long as a line, and this limit is one for the whole process.
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LINE_LIMIT))
        self._lines = lines
        self._encoding = encoding
        self._delimiter = delimiter

    def next(self, unclosed: int) -> _Taken | None:
        """Return the next record, None at the end; `unclosed` marks were met before it."""
        first = self._lines.next()
        if first is None:
            return None
        feed = _Feed(first, self._lines, self._encoding, unclosed)
        reader = csv.reader(feed, delimiter=self._delimiter, skipinitialspace=True, strict=True)
        try:
            return _Taken(next(reader), feed.taken)
        except InvalidInput as error:
            return _Taken([], feed.taken, error.say)
        except csv.Error:
            if not feed.starved:
                return _Taken([], feed.taken, _misplaced())
            self._lines.after(first)
            return _Taken([], [first], _unclosed(), unclosed=True)


def _unclosed() -> Say:
    return Say(
        "un guillemet ouvert sur cette ligne n’est jamais fermé.",
        "a quotation mark opened on this line is never closed.",
    )


def _misplaced() -> Say:
    return Say(
        "un guillemet ou un retour de chariot est mal placé ;"
        " à l’intérieur d’une cellule, un guillemet s’écrit deux fois.",
        "a quotation mark or a carriage return is misplaced;"
        " inside a cell, a quotation mark is written twice.",
    )
