"""A saved object as Kibana stores it, and how its parts point at one another."""

from __future__ import annotations

import json
from typing import Any, Final

Json = dict[str, Any]

# Old versions on purpose: a newer Kibana migrates them up, an older one refuses newer ones.
# These are those of 8.15, and 9.x reads them.
_VERSIONS: Final = {
    "index-pattern": "8.0.0",
    "search": "8.0.0",
    "map": "8.4.0",
    "dashboard": "10.2.0",
}

#: The data view of mentions that follows the page's period, and the one that never does.
IN_PERIOD: Final = "vigie-mentions"
ALL_DATES: Final = "vigie-mentions-toutes-dates"

#: The data view of sources.
SOURCES: Final = "vigie-sources"


def saved(kind: str, identifier: str, attributes: Json, references: list[Json]) -> Json:
    """Return a saved object of this kind, with the versions that 8.15 to 9.x import."""
    return {
        "attributes": attributes,
        "coreMigrationVersion": "8.8.0",
        "id": identifier,
        "managed": False,
        "references": references,
        "type": kind,
        "typeMigrationVersion": _VERSIONS[kind],
    }


def reference(kind: str, identifier: str, name: str) -> Json:
    """Return a pointer to another object, under the name by which the attributes use it."""
    return {"id": identifier, "name": name, "type": kind}


def packed(value: Any) -> str:
    """Return a value as the JSON text that Kibana wants inside JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def kuery(query: str) -> Json:
    """Return a query in Kibana's own language (KQL)."""
    return {"query": query, "language": "kuery"}
