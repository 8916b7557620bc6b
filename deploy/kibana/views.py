"""The data views: one follows the page's period, the other shows every date."""

from __future__ import annotations

from typing import Any, Final

from deploy.kibana.fields import HIDDEN, SHOWN
from deploy.kibana.objects import ALL_DATES, IN_PERIOD, Json, packed, saved

#: The alias; `vigie kibana import` puts the installation's prefix in the place of "vigie".
ALIAS: Final = "vigie-mentions"

TIME_FIELD: Final = "published_at"

_DAY: Final = {"id": "date", "params": {"pattern": "YYYY-MM-DD HH:mm"}}
_LINK: Final = {
    "id": "url",
    "params": {"labelTemplate": "Ouvrir", "openLinkInCurrentTab": False, "type": "a"},
}


def views() -> list[Json]:
    """Return both data views, over the same alias."""
    return [
        _view(IN_PERIOD, "Vigie – mentions", {"timeFieldName": TIME_FIELD}),
        # Without a time field Kibana does not apply the page's period: what waits since last
        # month still waits.
        _view(ALL_DATES, "Vigie – mentions, toutes dates", {}),
    ]


def _view(identifier: str, name: str, time: Json) -> Json:
    attributes = {
        "allowHidden": False,
        "fieldAttrs": packed({key: {"customLabel": field.label} for key, field in SHOWN.items()}),
        "fieldFormatMap": packed(_formats()),
        "fields": "[]",
        "name": name,
        "runtimeFieldMap": "{}",
        "sourceFilters": packed([{"value": field} for field in HIDDEN]),
        "title": ALIAS,
        **time,
    }
    return saved("index-pattern", identifier, attributes, [])


def _formats() -> dict[str, Any]:
    formats: dict[str, Any] = {}
    for key, field in SHOWN.items():
        if field.type == "date":
            formats[key] = _DAY
        elif field.values:
            formats[key] = _lookup(field.values)
    return {**formats, "url": _LINK}


def _lookup(values: tuple[tuple[str, str], ...]) -> Json:
    # A value that the table lacks is shown as it is.
    entries = [{"key": key, "value": name} for key, name in values]
    return {"id": "static_lookup", "params": {"lookupEntries": entries, "unknownKeyValue": None}}
