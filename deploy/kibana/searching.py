"""Says to Elasticsearch what a saved search lists and what a map's layers draw."""

from __future__ import annotations

import json
from typing import Any, Final

from deploy.kibana.kql import to_query

Json = dict[str, Any]

#: A town and its surroundings, on the grid of the map at the zoom where it opens.
_PRECISION: Final = 12


def search_request(search: Json, *, period: tuple[str, str, str] | None = None) -> Json:
    """Return the list that a saved search asks for; `period` as for a chart."""
    attributes = search["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    wanted = [to_query(source["query"]["query"]), *_bounds(period)]
    return {
        "_source": False,
        "fields": [*attributes["columns"]],
        "query": {"bool": {"filter": wanted}},
        "size": 500,
        "sort": [{field: {"order": order}} for field, order in attributes["sort"]],
    }


def layer_requests(drawing: Json, *, period: tuple[str, str, str]) -> dict[str, Json]:
    """Return, by layer id, the search that each layer of a map makes."""
    layers = json.loads(drawing["attributes"]["layerListJSON"])
    return {layer["id"]: _layer_request(layer, period) for layer in layers}


def _layer_request(layer: Json, period: tuple[str, str, str]) -> Json:
    source = layer["sourceDescriptor"]
    field = source["geoField"]
    wanted = [
        to_query(layer.get("query", {}).get("query", "")),
        {"exists": {"field": field}},
        *_bounds(period),
    ]
    query = {"bool": {"filter": wanted}}
    if source["type"] == "ES_GEO_GRID":
        grid = {
            "aggs": {"centre": {"geo_centroid": {"field": field}}},
            "geotile_grid": {"field": field, "precision": _PRECISION},
        }
        return {"aggs": {"grid": grid}, "query": query, "size": 0}
    return {
        "_source": False,
        "fields": [field, *source["tooltipProperties"]],
        "query": query,
        "size": 10_000,
        "sort": [{source["sortField"]: {"order": source["sortOrder"]}}],
    }


def _bounds(period: tuple[str, str, str] | None) -> list[Json]:
    if period is None:
        return []
    field, since, until = period
    return [{"range": {field: {"gte": since, "lte": until}}}]
