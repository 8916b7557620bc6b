"""Checks, without Kibana, all of a file of saved objects that can be checked so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from jsonschema import Draft202012Validator

from deploy.kibana.dashboard_checking import dashboard_problems
from deploy.kibana.shapes import ATTRIBUTES, LINE

Json = dict[str, Any]

#: Keys whose text is JSON, wherever they stand.
_PACKED: Final = (
    "controlGroupInput.ignoreParentSettingsJSON",
    "controlGroupInput.panelsJSON",
    "fieldAttrs",
    "fieldFormatMap",
    "fields",
    "kibanaSavedObjectMeta.searchSourceJSON",
    "layerListJSON",
    "mapStateJSON",
    "optionsJSON",
    "panelsJSON",
    "runtimeFieldMap",
    "sourceFilters",
    "uiStateJSON",
)


def problems(text: str) -> list[str]:
    """Return every problem of a file, each beginning with the object's type and id."""
    found: list[str] = []
    objects: list[Json] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            objects.append(json.loads(line))
        except ValueError:
            found.append(f"line {number}: not JSON")
    for item in objects:
        name = f"{item.get('type')} {item.get('id')}"
        found += [f"{name}: {said}" for said in _of_one(item)]
    return found + list(_between(objects))


def _of_one(item: Json) -> Iterator[str]:
    shape = [*_shape(LINE, item)]
    if shape:
        yield from shape
        return
    yield from _shape(ATTRIBUTES[item["type"]], item["attributes"])
    unreadable = [*_unpacked(item["attributes"])]
    yield from unreadable
    names = [reference["name"] for reference in item["references"]]
    yield from (f"reference {name} is named twice" for name in set(names) if names.count(name) > 1)
    if unreadable:
        return
    if item["type"] == "dashboard":
        yield from dashboard_problems(item)
    else:
        yield from _named(item["attributes"], names)


def _shape(shape: Json, value: Any) -> Iterator[str]:
    for error in Draft202012Validator(shape).iter_errors(value):
        yield f"{error.json_path}: {error.message[:120]}"


def _unpacked(attributes: Json) -> Iterator[str]:
    for key in _PACKED:
        held: Any = attributes
        for part in key.split("."):
            held = held.get(part) if isinstance(held, dict) else None
        if isinstance(held, str):
            try:
                json.loads(held)
            except ValueError:
                yield f"{key} is not JSON"


def _named(attributes: Json, names: list[str]) -> Iterator[str]:
    """The names by which an object points elsewhere are those of its references, no more."""
    used = [*_reference_names(attributes)]
    yield from (f"{name} has no reference" for name in used if name not in names)
    yield from (f"reference {name} serves nothing" for name in names if name not in used)


def _reference_names(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        value = json.loads(value)
    if isinstance(value, list):
        for item in value:
            yield from _reference_names(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"indexRefName", "indexPatternRefName"}:
                yield item
            else:
                yield from _reference_names(item)


def _between(objects: Sequence[Json]) -> Iterator[str]:
    there = [(item.get("type"), item.get("id")) for item in objects]
    twice = {held for held in there if there.count(held) > 1}
    yield from (f"{kind} {name}: stands twice" for kind, name in twice)
    for item in objects:
        for reference in item.get("references", []):
            if (reference["type"], reference["id"]) not in there:
                yield (
                    f"{item.get('type')} {item.get('id')}: {reference['name']} leads to"
                    f" {reference['type']} {reference['id']}, which is not in the file"
                )
