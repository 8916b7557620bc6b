"""The exports of other tools: which of their columns holds what, as files of this package say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from connectors.table.columns import NAMES, folded_name

_FOLDER: Final = "column_maps"


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tool's export.

    Attributes:
        title: the tool's name, for people.
        confirmed: whether the header was seen, or is only believed.
        recognised_by: columns that no other table has together; several such sets.
        utc: whether moments without offset are in UTC, whatever the settings say.
        fields: field → its columns, in order of preference: of the first group that says
            something in a row, texts are put one under the other, dates and hours side by
            side, and counts added up.
    """

    title: str
    confirmed: bool
    recognised_by: list[list[str]]
    fields: dict[str, list[list[str]]]
    utc: bool = False


@cache
def column_maps() -> Mapping[str, ColumnMap]:
    """Return every map by its name, as « export » gives it. Reads the package's own files."""
    folder = files("connectors.table") / _FOLDER
    found = {
        each.name.removesuffix(".toml"): msgspec.toml.decode(each.read_bytes(), type=ColumnMap)
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    }
    for name, each in found.items():
        strangers = set(each.fields) - set(NAMES)
        if strangers:
            raise ValueError(f"{name}: {strangers}")
    return dict(sorted(found.items()))


def recognised_export(cells: Sequence[str]) -> ColumnMap | None:
    """Return the map whose export has this header, None when it is nobody's."""
    there = {folded_name(cell) for cell in cells}
    for each in column_maps().values():
        if any(there.issuperset(map(folded_name, names)) for names in each.recognised_by):
            return each
    return None
