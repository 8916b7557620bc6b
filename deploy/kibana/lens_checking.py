"""Checks a Lens chart: every layer and column that it names is there, and fits its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from deploy.kibana.kql import to_query

Json = dict[str, Any]

_SPLITS: Final = frozenset({"terms", "filters", "date_histogram"})
_MEASURES: Final = frozenset({"count", "unique_count", "min", "max", "last_value"})

#: Keys of a visualization whose text, or each text of whose list, is a column's id.
_ONE: Final = frozenset(
    {
        "breakdownByAccessor",
        "columnId",
        "forAccessor",
        "maxAccessor",
        "metricAccessor",
        "secondaryMetricAccessor",
        "splitAccessor",
        "xAccessor",
    }
)
_SEVERAL: Final = frozenset({"accessors", "metrics", "primaryGroups", "secondaryGroups"})


def chart_problems(chart: Json) -> Iterator[str]:
    """Yield what is wrong in a Lens chart's attributes."""
    state = chart["state"]
    if set(state["datasourceStates"]) != {"formBased"}:
        yield "its data source is not formBased"
        return
    layers = state["datasourceStates"]["formBased"]["layers"]
    yield from _layers(layers, chart)
    for name, layer in layers.items():
        yield from _columns(name, layer)
    yield from _kql(state["query"])
    drawn = {*_named(state["visualization"])}
    there = {column for layer in layers.values() for column in layer["columns"]}
    yield from (f"{column} is drawn and is not there" for column in sorted(drawn - there))
    yield from (f"{column} is there and is not drawn" for column in sorted(there - drawn))


def _layers(layers: Json, chart: Json) -> Iterator[str]:
    drawn = {*_layer_ids(chart["state"]["visualization"])}
    if drawn != set(layers):
        yield f"layers {sorted(layers)} are there, {sorted(drawn)} are drawn"
    names = {f"indexpattern-datasource-layer-{layer}" for layer in layers}
    if {reference["name"] for reference in chart["references"]} != names:
        yield "its references are not those of its layers"


def _columns(name: str, layer: Json) -> Iterator[str]:
    columns = layer["columns"]
    order = layer["columnOrder"]
    if sorted(order) != sorted(columns):
        yield f"layer {name}: columnOrder and columns differ"
        return
    splits = [columns[column]["isBucketed"] for column in order]
    if splits != sorted(splits, reverse=True):
        yield f"layer {name}: what splits comes before what is counted"
    for identifier, column in columns.items():
        yield from (f"column {identifier}: {said}" for said in _column(column, columns))


def _column(column: Json, columns: Json) -> Iterator[str]:
    operation = column["operationType"]
    if operation not in (_SPLITS if column["isBucketed"] else _MEASURES):
        yield f"{operation} does not belong there"
    if not column.get("label") or not column.get("customLabel"):
        yield "no label of its own"
    if (operation == "filters") != ("sourceField" not in column):
        yield "its field is missing, or should be"
    if "filter" in column:
        yield from _kql(column["filter"])
    params = column["params"]
    for item in params.get("filters", []):
        yield from _kql(item["input"])
    by = params.get("orderBy", {})
    if by.get("type") == "column" and not _ranks(columns.get(by["columnId"])):
        yield f"{by['columnId']} cannot rank it"


def _ranks(column: Json | None) -> bool:
    # Lens cannot rank by the array of a last value, nor by a filtered count of ours.
    return (
        column is not None
        and not column["isBucketed"]
        and column["operationType"] != "last_value"
        and "filter" not in column
    )


def _kql(query: Json) -> Iterator[str]:
    if query["language"] != "kuery":
        yield f"{query['language']} is not KQL"
        return
    try:
        to_query(query["query"])
    except ValueError as error:
        yield str(error)


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _ONE:
                yield item
            elif key in _SEVERAL:
                yield from item
            else:
                yield from _named(item)


def _layer_ids(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _layer_ids(item)
    if isinstance(value, dict):
        if "layerId" in value:
            yield value["layerId"]
        for item in value.values():
            yield from _layer_ids(item)
