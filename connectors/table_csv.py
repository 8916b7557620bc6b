"""Reads CSV: records over one or several physical lines, in the dialects that people export."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from connectors.columns import match, recognised
from connectors.table_encoding import Encoding
from connectors.table_lines import LINE_LIMIT, Line, Lines
from connectors.table_records import Record, too_long, undecodable
from connectors.table_values import Row
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
    """A table's first record.

    Attributes:
        end: offset of the first record after it; `line`: its number.
    """

    cells: tuple[str, ...]
    delimiter: str
    end: int
    line: int


class _Taken(NamedTuple):
    cells: list[str]
    lines: list[Line]
    problem: Say | None = None
    unclosed: bool = False


class _Splitter:
    """Splits lines into records; `Lines` stands after the last line taken."""

    def __init__(self, lines: Lines, encoding: Encoding, delimiter: str) -> None:
        # A cell may be as long as a line; the limit of `csv` is one for the whole process.
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LINE_LIMIT))
        self._lines = lines
        self._encoding = encoding
        self._delimiter = delimiter

    def next(self, unclosed: int) -> _Taken | None:
        """Return the next record's cells, None at the end; `unclosed` marks were met before."""
        first = self._lines.next()
        if first is None:
            return None
        taken: list[Line] = []
        try:
            feed = self._feed(first, taken, unclosed)
            cells = next(
                csv.reader(feed, delimiter=self._delimiter, skipinitialspace=True, strict=True), []
            )
        except InvalidInput as error:
            return _Taken([], taken, error.say)
        except csv.Error:
            # Without its lines left over, the reader stopped at a misplaced mark, not at the end.
            if next(feed, None) is None and taken[-1].number > 0 and self._ended(taken, unclosed):
                self._lines.after(first)
                return _Taken([], [first], _unclosed(), unclosed=True)
            return _Taken([], taken, _misplaced())
        return _Taken(cells, taken)
