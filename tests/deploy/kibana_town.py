"""What the dashboard's objects read in a small town's indices, on a real Elasticsearch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch, helpers

from deploy.kibana.ndjson import objects
from deploy.kibana.searching import layer_requests, search_request
from deploy.kibana.translating import Row, request, rows
from tests.deploy.kibana_mentions import analysis, mapping, noon_zone

NOW = datetime.now(UTC)
ZONE = noon_zone(NOW)
LAST_WEEK = (
    (NOW - timedelta(days=7)).isoformat(),
    (NOW + timedelta(minutes=10)).isoformat(),
)
BY_ID = {item["id"]: item for item in objects()}


class Town:
    """The indices of the fortnight, and what the dashboard's objects read in them."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.client = client
        self.prefix = prefix

    def fill(self, index: str, held: list[dict[str, Any]]) -> None:
        """Make an index as the store does, with these documents."""
        name = f"{self.prefix}-{index}"
        settings = {"number_of_replicas": 0, "analysis": analysis()}
        self.client.indices.create(index=name, mappings=mapping(index), settings=settings)
        helpers.bulk(self.client, [{"_index": name, "_source": one} for one in held], refresh=True)

    def ask(self, view: str, body: dict[str, Any]) -> dict[str, Any]:
        """Search the index that a data view is about."""
        alias = BY_ID[view]["attributes"]["title"]
        index = f"{self.prefix}-{alias.removeprefix('vigie-')}"
        return dict(self.client.search(index=index, **_renamed(body)))

    def panel(self, name: str) -> list[Row]:
        panels = json.loads(BY_ID["vigie-tableau-de-veille"]["attributes"]["panelsJSON"])
        (chart,) = (
            panel["embeddableConfig"]["attributes"]
            for panel in panels
            if panel["panelIndex"] == name
        )
        view = chart["references"][0]["id"]
        body = request(chart, period=_period(view), time_zone=ZONE)
        return rows(chart, self.ask(view, body))

    def search(self, name: str) -> list[dict[str, Any]]:
        saved = BY_ID[f"vigie-recherche-{name}"]
        view = saved["references"][0]["id"]
        body = search_request(saved, period=_period(view))
        return [hit["fields"] for hit in self.ask(view, body)["hits"]["hits"]]

    def layer(self, name: str) -> dict[str, Any]:
        """Answer a layer of the map."""
        drawing = BY_ID["vigie-carte"]
        view = drawing["references"][0]["id"]
        period = _period(view)
        assert period
        return self.ask(view, layer_requests(drawing, period=period)[name])


def _period(view: str) -> tuple[str, str, str] | None:
    field = BY_ID[view]["attributes"].get("timeFieldName")
    return (field, *LAST_WEEK) if field else None


def _renamed(body: dict[str, Any]) -> dict[str, Any]:
    # The client's parameters are named for Python.
    return {"source" if key == "_source" else key: value for key, value in body.items()}
