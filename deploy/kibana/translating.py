"""Says to Elasticsearch what a Lens layer asks, and reads the answer back as rows.

Kibana cannot run where our tests do; Elasticsearch can. This is the part of Lens's own
translation that our panels need, so that each of them is tried with real numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from deploy.kibana.kql import to_query

Json = dict[str, Any]
Row = dict[str, Any]


def layer_of(chart: Json) -> Json:
    """Return the one layer of a Lens chart's attributes."""
    layers = list(chart["state"]["datasourceStates"]["formBased"]["layers"].values())
    if len(layers) != 1:
        raise ValueError("one layer is expected")
    layer: Json = layers[0]
    return layer


def request(
    chart: Json, *, period: tuple[str, str, str] | None = None, time_zone: str = "UTC"
) -> Json:
    """Return the search that a chart makes.

    Args:
        chart: a Lens chart's attributes.
        period: (time field, from, to) when its data view has a time field.
        time_zone: of the person who reads.
    """
    layer = layer_of(chart)
    wanted = [to_query(chart["state"]["query"]["query"], time_zone)]
    if period:
        field, since, until = period
        wanted.append({"range": {field: {"gte": since, "lte": until, "time_zone": time_zone}}})
    columns = {name: layer["columns"][name] for name in layer["columnOrder"]}
    return {
        "aggs": _nested(list(columns), columns, time_zone),
        "query": {"bool": {"filter": wanted}},
        "size": 0,
        "track_total_hits": True,
    }


def _nested(names: list[str], columns: Mapping[str, Json], zone: str) -> Json:
    """Nest the splits in their order; all that is counted goes in the innermost."""
    if names and columns[names[0]]["isBucketed"]:
        inner = _nested(names[1:], columns, zone)
        split = _SPLITS[columns[names[0]]["operationType"]](columns[names[0]], zone)
        return {names[0]: {**split, **({"aggs": inner} if inner else {})}}
    return {
        name: aggregation
        for name in names
        if (aggregation := _counted(columns[name], zone)) is not None
    }


def _terms(column: Json, zone: str) -> Json:
    del zone
    params = column["params"]
    by = params["orderBy"]
    key = "_count" if by["type"] == "custom" else by["columnId"]
    order = {key: params["orderDirection"]}
    return {"terms": {"field": column["sourceField"], "order": order, "size": params["size"]}}


def _questions(column: Json, zone: str) -> Json:
    asked = column["params"]["filters"]
    return {
        "filters": {
            "filters": {item["label"]: to_query(item["input"]["query"], zone) for item in asked}
        }
    }


def _days(column: Json, zone: str) -> Json:
    return {
        "date_histogram": {
            "calendar_interval": column["params"]["interval"],
            "field": column["sourceField"],
            "format": "yyyy-MM-dd",
            "min_doc_count": 0 if column["params"]["includeEmptyRows"] else 1,
            "time_zone": zone,
        }
    }


_SPLITS: Final[dict[str, Callable[[Json, str], Json]]] = {
    "terms": _terms,
    "filters": _questions,
    "date_histogram": _days,
}
_MEASURES: Final = {"unique_count": "cardinality", "min": "min", "max": "max"}


def _counted(column: Json, zone: str) -> Json | None:
    """Return what a metric column asks; None for the mentions that any bucket counts."""
    where = column.get("filter")
    measure = _measure(column)
    if where is None:
        return measure
    inner = {"aggs": {"value": measure}} if measure else {}
    return {"filter": to_query(where["query"], zone), **inner}


def _measure(column: Json) -> Json | None:
    operation, field = column["operationType"], column["sourceField"]
    if operation == "count":
        return None
    if operation == "last_value":
        sort = [{column["params"]["sortField"]: {"order": "desc"}}]
        newest = {"_source": False, "docvalue_fields": [field], "size": 1, "sort": sort}
        return {"top_hits": newest}
    return {_MEASURES[operation]: {"field": field}}


def rows(chart: Json, response: Mapping[str, Any]) -> list[Row]:
    """Return the table that Lens would draw from: a row for each bucket, a value a column."""
    layer = layer_of(chart)
    columns = {name: layer["columns"][name] for name in layer["columnOrder"]}
    whole = {**response["aggregations"]} if "aggregations" in response else {}
    whole["doc_count"] = response["hits"]["total"]["value"]
    return list(_walk(list(columns), columns, whole, {}))


def _walk(
    names: list[str], columns: Mapping[str, Json], bucket: Mapping[str, Any], so_far: Row
) -> Iterator[Row]:
    if names and columns[names[0]]["isBucketed"]:
        for key, inner in _buckets(columns[names[0]], bucket[names[0]]["buckets"]):
            yield from _walk(names[1:], columns, inner, {**so_far, names[0]: key})
        return
    yield {**so_far, **{name: _value(name, columns[name], bucket) for name in names}}


def _buckets(column: Json, found: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if column["operationType"] == "filters":
        # Elasticsearch sorts them by name; Kibana puts them back in the order asked.
        labels = [item["label"] for item in column["params"]["filters"]]
        yield from ((label, found[label]) for label in labels)
        return
    for bucket in found:
        yield bucket.get("key_as_string", bucket["key"]), bucket


def _value(name: str, column: Json, bucket: Mapping[str, Any]) -> Any:
    held = bucket.get(name, bucket)
    if column["operationType"] == "count":
        return held["doc_count"]
    if "filter" in column:
        held = held["value"]
    if column["operationType"] == "last_value":
        return _newest(column["sourceField"], held)
    return held.get("value_as_string", held["value"])


def _newest(field: str, held: Mapping[str, Any]) -> Any:
    hits = held["hits"]["hits"]
    return ", ".join(hits[0]["fields"][field]) if hits else None
