"""Indices of a prefix of their own for the tests of a run, emptied before each test.

Making all the indices takes a second; emptying them, a few hundredths.
"""

from __future__ import annotations

from typing import Any

import httpx

from sinks.elasticsearch import ElasticSettings

#: Whose documents are deleted; the others' indices are, for Elasticsearch remembers versions.
_SMALL = (
    "tombstones",
    "purged-authors",
    "sources",
    "dead-letters",
    "deliveries",
    "targets",
    "leases",
)


def settings_for(url: str, prefix: str, **others: Any) -> ElasticSettings:
    """Settings of a store of the tests."""
    return ElasticSettings(urls=(url,), prefix=prefix, refresh_seconds=60, **others)


def empty(url: str, prefix: str) -> None:
    """Leave nothing of an earlier test."""
    with httpx.Client(base_url=url, timeout=30) as client:
        used = _used(client, prefix)
        whole = [i for i in used if i.startswith((f"{prefix}-mentions-", f"{prefix}-reviews-"))]
        if whole:
            client.delete(f"/{','.join(whole)}").raise_for_status()
        small = ",".join(i for i in used if i[len(prefix) + 1 : -3] in _SMALL)
        if small:
            _empty(client, small)


def remove(url: str, prefix: str) -> None:
    """Leave nothing at all under a prefix."""
    with httpx.Client(base_url=url, timeout=30) as client:
        found = client.get(
            f"/{prefix}-*/_settings", params={"filter_path": "*.settings.index.uuid"}
        )
        for index in found.json():
            client.delete(f"/{index}")
        templates = client.get("/_index_template", params={"filter_path": "index_templates.name"})
        for each in templates.json().get("index_templates", ()):
            if each["name"].startswith(f"{prefix}-"):
                client.delete(f"/_index_template/{each['name']}")


def _used(client: httpx.Client, prefix: str) -> list[str]:
    which = "indices.*.primaries.indexing"
    kept = {"filter_path": f"{which}.index_total,{which}.delete_total"}
    stats = client.get(f"/{prefix}-*/_stats/indexing", params=kept).json()
    return [
        index
        for index, each in stats.get("indices", {}).items()
        if any(each["primaries"]["indexing"].values())
    ]


def _empty(client: httpx.Client, indices: str) -> None:
    client.post(f"/{indices}/_refresh").raise_for_status()
    body = {"size": 10_000, "_source": False}
    hits = client.post(f"/{indices}/_search", json=body).json()["hits"]["hits"]
    lines = "".join(
        f'{{"delete":{{"_index":"{hit["_index"]}","_id":"{hit["_id"]}"}}}}\n' for hit in hits
    )
    if lines:
        client.post(
            "/_bulk?refresh=true",
            content=lines.encode(),
            headers={"content-type": "application/x-ndjson"},
        ).raise_for_status()
