"""The map of what is said where: our own layers only, no tile from outside."""

from __future__ import annotations

from typing import Any, Final

from deploy.kibana import questions
from deploy.kibana.objects import IN_PERIOD, Json, kuery, packed, reference, saved

MAP: Final = "vigie-carte"
_TITLE: Final = "Vigie – Carte des lieux nommés"


def places_map() -> Json:
    """Return the map: clusters of all mentions from afar, the 311 cases one by one."""
    layers = [_clusters(), _cases()]
    attributes = {
        "description": (
            "Les lieux nommés dans les mentions. Aucun fond de carte n’est demandé à"
            " l’extérieur ; la ville peut ajouter le sien."
        ),
        "layerListJSON": packed(layers),
        "mapStateJSON": packed(_state()),
        "title": _TITLE,
        "uiStateJSON": packed({"isLayerTOCOpen": True, "openTOCDetails": []}),
    }
    names = [layer["sourceDescriptor"]["indexPatternRefName"] for layer in layers]
    return saved(
        "map", MAP, attributes, [reference("index-pattern", IN_PERIOD, name) for name in names]
    )


def _state() -> Json:
    return {
        "center": {"lat": 46.35, "lon": -72.55},
        "filters": [],
        "query": kuery(""),
        "refreshConfig": {"interval": 0, "isPaused": True},
        "settings": {
            "autoFitToDataBounds": True,
            "backgroundColor": "#ffffff",
            "initialLocation": "AUTO_FIT_TO_BOUNDS",
            "maxZoom": 24,
            "minZoom": 0,
            "showScaleControl": True,
        },
        "timeFilters": {"from": "now-7d", "to": "now"},
        "zoom": 10,
    }


def _clusters() -> Json:
    source = {
        "applyForceRefresh": True,
        "applyGlobalQuery": True,
        "applyGlobalTime": True,
        "geoField": "point",
        "id": "vigie-grappes",
        "indexPatternRefName": "layer_0_source_index_pattern",
        "metrics": [{"type": "count", "label": "Mentions"}],
        "requestType": "point",
        "resolution": "MOST_FINE",
        "type": "ES_GEO_GRID",
    }
    styles = {
        "fillColor": _fixed(color="#98A2B3"),
        "iconSize": _scaled(minSize=7, maxSize=30),
        "labelText": {"type": "DYNAMIC", "options": {"field": _COUNT}},
        "lineColor": _fixed(color="#FFFFFF"),
        "lineWidth": _fixed(size=1),
    }
    return _layer("vigie-couche-grappes", "Mentions, regroupées", source, styles, alpha=0.6)


def _cases() -> Json:
    source = {
        "applyForceRefresh": True,
        "applyGlobalQuery": True,
        "applyGlobalTime": True,
        "filterByMapBounds": True,
        "geoField": "point",
        "id": "vigie-cas",
        "indexPatternRefName": "layer_1_source_index_pattern",
        "scalingType": "LIMIT",
        "sortField": "published_at",
        "sortOrder": "desc",
        "tooltipProperties": [
            "service_category",
            "place_text",
            "headline",
            "published_at",
            "status",
        ],
        "topHitsSize": 1,
        "topHitsSplitField": "",
        "type": "ES_SEARCH",
    }
    styles = {
        "fillColor": _fixed(color="#B4251D"),
        "iconSize": _fixed(size=6),
        "lineColor": _fixed(color="#FFFFFF"),
        "lineWidth": _fixed(size=1),
    }
    layer = _layer("vigie-couche-311", "Cas pour le 311", source, styles, alpha=0.9)
    return {**layer, "query": kuery(questions.SERVICE_REQUEST)}


_COUNT: Final = {"name": "doc_count", "origin": "source"}


def _fixed(**options: Any) -> Json:
    return {"type": "STATIC", "options": options}


def _scaled(**options: Any) -> Json:
    return {"type": "DYNAMIC", "options": {"field": _COUNT, **options}}


def _layer(identifier: str, label: str, source: Json, styles: Json, *, alpha: float) -> Json:
    return {
        "alpha": alpha,
        "id": identifier,
        "includeInFitToBounds": True,
        "joins": [],
        "label": label,
        "maxZoom": 24,
        "minZoom": 0,
        "sourceDescriptor": source,
        "style": {"isTimeAware": True, "properties": styles, "type": "VECTOR"},
        "type": "GEOJSON_VECTOR",
        "visible": True,
    }
