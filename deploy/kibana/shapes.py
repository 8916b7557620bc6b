"""The shapes that Kibana's own schemas ask of saved objects, for the versions that we write."""

from __future__ import annotations

from typing import Any, Final

Shape = dict[str, Any]

_TEXT: Final[Shape] = {"type": "string"}
_FLAG: Final[Shape] = {"type": "boolean"}
_PAUSE: Final[Shape] = {
    "type": "object",
    "properties": {"pause": _FLAG, "value": {"type": "number"}},
    "required": ["pause", "value"],
    "additionalProperties": False,
}
_SOURCE: Final[Shape] = {
    "type": "object",
    "properties": {"searchSourceJSON": _TEXT},
    "required": ["searchSourceJSON"],
    "additionalProperties": False,
}


def _closed(properties: Shape, required: list[str]) -> Shape:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


# Dashboard, model version 1: an unknown key is refused by Kibana.
_DASHBOARD: Final = _closed(
    {
        "title": {"type": "string", "minLength": 1},
        "description": _TEXT,
        "kibanaSavedObjectMeta": _SOURCE,
        "timeRestore": _FLAG,
        "timeFrom": _TEXT,
        "timeTo": _TEXT,
        "refreshInterval": _PAUSE,
        "controlGroupInput": _closed(
            dict.fromkeys(
                ("panelsJSON", "controlStyle", "chainingSystem", "ignoreParentSettingsJSON"), _TEXT
            ),
            [],
        ),
        "panelsJSON": _TEXT,
        "optionsJSON": _TEXT,
        "hits": {"type": "number"},
        "version": {"type": "number"},
    },
    ["title"],
)

# Saved search, as before its model versions.
_SEARCH: Final = _closed(
    {
        "title": {"type": "string", "minLength": 1},
        "description": _TEXT,
        "columns": {"type": "array", "items": _TEXT},
        "sort": {
            "type": "array",
            "items": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2},
        },
        "grid": {"type": "object"},
        "hideChart": _FLAG,
        "isTextBasedQuery": _FLAG,
        "kibanaSavedObjectMeta": _SOURCE,
        "timeRestore": _FLAG,
    },
    ["title", "columns", "sort", "kibanaSavedObjectMeta"],
)

# Kibana checks nothing of these two; these are the keys that it reads.
_VIEW: Final = _closed(
    {
        "allowHidden": _FLAG,
        **dict.fromkeys(
            (
                "fieldAttrs",
                "fieldFormatMap",
                "fields",
                "name",
                "runtimeFieldMap",
                "sourceFilters",
                "timeFieldName",
                "title",
            ),
            _TEXT,
        ),
    },
    ["title", "name", "fields"],
)
_MAP: Final = _closed(
    dict.fromkeys(("title", "description", "layerListJSON", "mapStateJSON", "uiStateJSON"), _TEXT),
    ["title", "layerListJSON", "mapStateJSON", "uiStateJSON"],
)

#: Type → the shape of its attributes.
ATTRIBUTES: Final[dict[str, Shape]] = {
    "dashboard": _DASHBOARD,
    "index-pattern": _VIEW,
    "map": _MAP,
    "search": _SEARCH,
}

#: The line itself; the versions are the newest that the oldest Kibana we serve (8.15) reads.
LINE: Final = _closed(
    {
        "attributes": {"type": "object"},
        "coreMigrationVersion": {"const": "8.8.0"},
        "id": {"type": "string", "pattern": "^[a-z0-9-]{1,60}$"},
        "managed": {"const": False},
        "references": {
            "type": "array",
            "items": _closed(dict.fromkeys(("id", "name", "type"), _TEXT), ["id", "name", "type"]),
        },
        "type": {"enum": sorted(ATTRIBUTES)},
        "typeMigrationVersion": {"enum": ["8.0.0", "8.4.0", "10.2.0"]},
    },
    [
        "attributes",
        "coreMigrationVersion",
        "id",
        "managed",
        "references",
        "type",
        "typeMigrationVersion",
    ],
)
