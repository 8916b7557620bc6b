"""A row of another tool's export → the fields that its map finds there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Final

from connectors.table.column_map import ColumnMap
from connectors.table.columns import absent, folded_name, match
from connectors.table.dates import parse_moment
from connectors.table.values import Row

_COUNTS: Final = frozenset({"replies", "shares", "likes", "views"})
_COUNT: Final = re.compile(r"(\d{1,15})(?:[.,]0+)?", re.ASCII)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,\s\u00a0\u202f]\d{3})+", re.ASCII)
#: What a spreadsheet makes of a long number: its last digits are lost, it names nothing.
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?e\+\d+", re.ASCII | re.IGNORECASE)

#: One of the ways to read a field: indices of its columns.
Group = tuple[int, ...]


class MappedRows:
    """Reads the rows of one export.

    Args:
        chosen: the map.
        cells: the header.
        wanted: field → column name, as the settings say; it wins over the map.

    Raises:
        InvalidInput: a wanted column is not there, or no column holds a text or a title.
    """

    def __init__(self, chosen: ColumnMap, cells: Sequence[str], wanted: Mapping[str, str]) -> None:
        self._cells = cells
        self._utc = chosen.utc
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            places.setdefault(folded_name(cell), place)
        self._groups = {
            field: _groups(alternatives, places) for field, alternatives in chosen.fields.items()
        }
        missing = [name for name in wanted.values() if folded_name(name) not in places]
        if missing:
            raise absent(missing, cells)
        for field, name in wanted.items():
            self._groups[field] = [(places[folded_name(name)],)]
        if not (self._groups.get("text") or self._groups.get("title")):
            # A header that the map does not know may still be anybody's.
            known = match(cells, wanted)
            self._groups = {field: [(place,)] for field, place in known.items()}

    def row(self, cells: Sequence[str]) -> Row:
        """Return what a row holds; a count that is none, or an id that lost digits, is left out."""
        values: dict[str, object] = {}
        names: dict[str, str] = {}
        for field, groups in self._groups.items():
            read = self._reader(field)
            for group in groups:
                names.setdefault(field, self._cells[group[0]])
                value = read([cells[place].strip() for place in group])
                if value and value != "0":
                    values[field], names[field] = value, self._cells[group[0]]
                    break
                if value:  # nothing liked here: another network's column may say more
                    values.setdefault(field, value)
        return Row(values, names)

    def _reader(self, field: str) -> Callable[[list[str]], str]:
        if field in _COUNTS:
            return _sum
        if field in {"published_at", "edited_at"}:
            return self._moment
        return _identifier if field == "id" else _joined

    def _moment(self, parts: list[str]) -> str:
        written = " ".join(part for part in parts if part)
        in_utc = f"{written} UTC"
        if self._utc and parse_moment(in_utc, UTC):
            return in_utc
        # Several parts that make no date: the next way may, as a date that already has its hour.
        return written if len(parts) == 1 or parse_moment(written, UTC) else ""


def _groups(alternatives: Sequence[Sequence[str]], places: Mapping[str, int]) -> list[Group]:
    """Return the ways to read a field that the header allows, those that are whole first."""
    found: list[tuple[bool, Group]] = []
    for names in alternatives:
        group = tuple(places[n] for n in map(folded_name, names) if n in places)
        if group:
            found.append((len(group) < len(names), group))
    return [group for _, group in sorted(found, key=lambda each: each[0])]


def _joined(parts: list[str]) -> str:
    """Put texts one under the other, without those that another one holds."""
    kept: list[str] = []
    for part in parts:
        if part and not any(part in other for other in kept):
            kept = [other for other in kept if other not in part]
            kept.append(part)
    return "\n".join(kept)


def _identifier(parts: list[str]) -> str:
    """Return an id without the marks that keep a spreadsheet from reading a number."""
    written = parts[0].strip("\"'=")
    return "" if _ROUNDED.fullmatch(written) else written


def _sum(parts: list[str]) -> str:
    counts = [found for part in parts if (found := _count(part)) is not None]
    return str(sum(counts)) if counts else ""


def _count(written: str) -> int | None:
    if _THOUSANDS.fullmatch(written):
        return int(re.sub(r"\D", "", written))
    found = _COUNT.fullmatch(written)
    return int(found.group(1)) if found else None
