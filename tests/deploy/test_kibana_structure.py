"""Our charts have no key that charts made by Kibana itself do not have."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.kibana.ndjson import objects

Json = dict[str, Any]

# Keys that Kibana's source declares and that the recorded charts happen not to use.
DECLARED = {
    "lnsXY": {".layers[].yConfig[].color"},
    "lnsDatatable": {".columns[].hidden"},
    "count": {".filter", ".filter.language", ".filter.query"},
    "terms": {
        ".params.orderAgg",
        *(
            f".params.orderAgg.{key}"
            for key in (
                "customLabel",
                "dataType",
                "isBucketed",
                "label",
                "operationType",
                "params",
                "params.emptyAsNull",
                "scale",
                "sourceField",
            )
        ),
    },
}

# Operations that no recorded chart has: their keys are those of Kibana's own column types.
UNRECORDED = {
    "last_value": {".filter", ".filter.language", ".filter.query", ".params.showArrayValues"}
    | {".params.sortField"},
    "min": {".params.emptyAsNull"},
    "max": {".params.emptyAsNull"},
}
EVERY_COLUMN = {
    ".customLabel",
    ".dataType",
    ".isBucketed",
    ".label",
    ".operationType",
    ".params",
    ".scale",
    ".sourceField",
}


def paths(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{above}.{key}"
            yield from paths(item, f"{above}.{key}")
    if isinstance(value, list):
        for item in value:
            yield from paths(item, f"{above}[]")


def keys(charts: Iterator[Json]) -> dict[str, set[str]]:
    """Return the key paths met, by kind of visualization and by operation of a column."""
    found: dict[str, set[str]] = defaultdict(set)
    for chart in charts:
        state = chart["state"]
        found[chart["visualizationType"]] |= {*paths(state["visualization"])}
        layers = state["datasourceStates"].get("formBased", {}).get("layers", {})
        for layer in layers.values():
            found["layer"] |= set(layer)
            for column in layer["columns"].values():
                found[column["operationType"]] |= {*paths(column)}
    return found


def charts_of(dashboard: Json) -> Iterator[Json]:
    for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
        if "attributes" in panel["embeddableConfig"]:
            yield panel["embeddableConfig"]["attributes"]


def recorded(folder: Path) -> Iterator[Json]:
    for path in sorted((folder / "lens_v9.2.2").glob("*.json")):
        yield json.loads(path.read_text("utf-8"))
    yield from charts_of(exported(folder))


def exported(folder: Path) -> Json:
    lines = (folder / "spotify-dashboard.ndjson").read_text("utf-8").splitlines()
    found: Json = json.loads(lines[1])
    return found


@pytest.fixture(scope="module")
def theirs(payloads: Path) -> dict[str, set[str]]:
    return keys(recorded(payloads / "kibana"))


OURS = keys(charts_of(objects()[-1]))


@pytest.mark.parametrize("name", sorted(OURS))
def test_no_key_of_ours_is_unknown_to_kibana(theirs: dict[str, set[str]], name: str) -> None:
    known = theirs.get(name, set()) | DECLARED.get(name, set())
    if name in UNRECORDED:
        assert name not in theirs, "it is recorded now: drop it from here"
        known = UNRECORDED[name] | EVERY_COLUMN
    assert OURS[name] - known == set()


def test_the_dashboard_has_the_keys_of_a_real_export(payloads: Path) -> None:
    real = exported(payloads / "kibana")
    ours = objects()[-1]
    assert set(ours["attributes"]) <= set(real["attributes"])
    assert set(ours) <= set(real)
    group = set(ours["attributes"]["controlGroupInput"])
    assert group <= set(real["attributes"]["controlGroupInput"])


def test_controls_are_those_of_a_real_export(payloads: Path) -> None:
    def shapes(dashboard: Json) -> dict[str, set[str]]:
        group = json.loads(dashboard["attributes"]["controlGroupInput"]["panelsJSON"])
        return {control["type"]: {*paths(control)} for control in group.values()}

    assert shapes(objects()[-1]) == shapes(exported(payloads / "kibana"))


def test_panels_have_the_keys_of_a_real_export(payloads: Path) -> None:
    def shapes(dashboard: Json) -> set[str]:
        panels = json.loads(dashboard["attributes"]["panelsJSON"])
        return {key for panel in panels if panel["type"] == "lens" for key in panel}

    assert shapes(objects()[-1]) <= shapes(exported(payloads / "kibana"))
