"""The data views: mentions of the page's period, mentions of every date, sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from deploy.kibana.fields import HIDDEN, SHOWN, SOURCE_SHOWN, Field
from deploy.kibana.objects import ALL_DATES, IN_PERIOD, SOURCES, Json, packed, saved

#: The aliases; `vigie kibana import` puts the installation's prefix in the place of "vigie".
MENTIONS_ALIAS: Final = "vigie-mentions"
SOURCES_ALIAS: Final = "vigie-sources"

TIME_FIELD: Final = "published_at"

_DAY: Final = {"id": "date", "params": {"pattern": "YYYY-MM-DD HH:mm"}}
_LINK: Final = {
    "id": "url",
    "params": {"labelTemplate": "Ouvrir", "openLinkInCurrentTab": False, "type": "a"},
}


def views() -> list[Json]:
    """Return the data views."""
    mentions: Any = {"alias": MENTIONS_ALIAS, "shown": SHOWN, "hidden": HIDDEN}
    return [
        _view(IN_PERIOD, "Vigie – mentions", time=TIME_FIELD, **mentions),
        # Without a time field Kibana does not apply the page's period: what waits since last
        # month still waits.
        _view(ALL_DATES, "Vigie – mentions, toutes dates", **mentions),
        _view(SOURCES, "Vigie – sources", alias=SOURCES_ALIAS, shown=SOURCE_SHOWN),
    ]


def _view(
    identifier: str,
    name: str,
    *,
    alias: str,
    shown: Mapping[str, Field],
    hidden: Collection[str] = (),
    time: str | None = None,
) -> Json:
    attributes = {
        "allowHidden": False,
        "fieldAttrs": packed({key: {"customLabel": field.label} for key, field in shown.items()}),
        "fieldFormatMap": packed(_formats(shown)),
        "fields": "[]",
        "name": name,
        "runtimeFieldMap": "{}",
        "sourceFilters": packed([{"value": field} for field in hidden]),
        "title": alias,
        **({"timeFieldName": time} if time else {}),
    }
    return saved("index-pattern", identifier, attributes, [])


def _formats(shown: Mapping[str, Field]) -> dict[str, Any]:
    formats: dict[str, Any] = {}
    for key, field in shown.items():
        if field.type == "date":
            formats[key] = _DAY
        elif field.values:
            formats[key] = _lookup(field.values)
        elif key == "url":
            formats[key] = _LINK
    return formats


def _lookup(values: tuple[tuple[str, str], ...]) -> Json:
    # A value that the table lacks is shown as it is.
    entries = [{"key": key, "value": name} for key, name in values]
    return {"id": "static_lookup", "params": {"lookupEntries": entries, "unknownKeyValue": None}}
