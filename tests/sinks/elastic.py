"""Indices of a prefix of their own for the tests of a run, emptied before each test.

Making all the indices takes a second; emptying them, a few hundredths.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.elasticsearch.server import Answer

#: Whose documents are deleted; the others' indices are, for Elasticsearch remembers versions.
_SMALL = (
    "tombstones",
    "purged-authors",
    "sources",
    "dead-letters",
    "deliveries",
    "cases",
    "papers",
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
    """Leave nothing at all under a prefix, nor under those that begin with it."""
    with httpx.Client(base_url=url, timeout=30) as client:
        found = client.get(f"/{prefix}*/_settings", params={"filter_path": "*.settings.index.uuid"})
        for index in found.json():
            client.delete(f"/{index}")
        templates = client.get("/_index_template", params={"filter_path": "index_templates.name"})
        for each in templates.json().get("index_templates", ()):
            if each["name"].startswith(prefix):
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


class Gate:
    """Stops a store at one of its requests, so that others act in between.

    Args:
        store: whose requests are watched; all of them go to the real server.
        line: what the request's path or body must hold, as a regular expression.
        after: stop once the request is answered, rather than before it is made.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, store: ElasticStore, line: str, *, after: bool
    ) -> None:
        self._line = re.compile(line.encode())
        self._after = after
        self._met = False
        self._reached = asyncio.Event()
        self._opened = asyncio.Event()
        server = store._shelf.server
        self._ask = server._patiently
        monkeypatch.setattr(server, "_patiently", self._gated)

    async def reached(self) -> None:
        """Wait until the store stands at the gate."""
        await asyncio.wait_for(self._reached.wait(), 20)

    def open(self) -> None:
        """Let it through, and whatever comes later."""
        self._after = False
        self._opened.set()

    async def step(self) -> None:
        """Let it make its request, and wait until it stands at the answer."""
        self._after = True
        self._reached.clear()
        self._opened.set()
        await asyncio.sleep(0)
        self._opened.clear()
        await self.reached()

    async def _gated(self, method: str, path: str, body: bytes | None, *others: Any) -> Answer:
        asked = path.encode() + b" " + (body or b"")
        here = not self._met and self._line.search(asked) is not None
        self._met = self._met or here
        if here and not self._after:
            await self._stop()
        answer = await self._ask(method, path, body, *others)
        if here and self._after:
            await self._stop()
        return answer

    async def _stop(self) -> None:
        self._reached.set()
        await self._opened.wait()
