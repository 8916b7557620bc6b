"""Which fields the saved objects name, so that each is looked for in the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from deploy.kibana import kql

Json = dict[str, Any]

_ONE: Final = frozenset({"sourceField", "sortField", "geoField", "fieldName", "timeFieldName"})
_SEVERAL: Final = frozenset({"columns", "tooltipProperties"})
_KEYED: Final = frozenset({"fieldAttrs", "fieldFormatMap"})


def fields_used(text: str) -> set[str]:
    """Return the names of all fields in a file of saved objects."""
    found = {*_fields([json.loads(line) for line in text.splitlines()])}
    return found - {"___records___", ""}


def _fields(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _fields(item)
    if isinstance(value, dict):
        if value.get("language") == "kuery":
            yield from kql.fields(value["query"])
        for key, item in value.items():
            yield from _under(key, _unpacked(item))


def _under(key: str, value: Any) -> Iterator[str]:
    if key in _ONE:
        yield value
    elif key in _KEYED:
        yield from value
    elif key == "sourceFilters":
        yield from (item["value"] for item in value)
    elif key == "sort" and value and isinstance(value[0], list):
        yield from (field for field, _ in value)
    elif key in _SEVERAL and value and isinstance(value, list) and isinstance(value[0], str):
        yield from value
    else:
        yield from _fields(value)


def _unpacked(value: Any) -> Any:
    packed = isinstance(value, str) and value[:1] in {"[", "{"}
    return json.loads(value) if packed else value
