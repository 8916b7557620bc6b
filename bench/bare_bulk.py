"""The bare client's bulk of documents that Vigie had written, in an index of the same mapping.

`python -m bench.bare_bulk '{…}'`, by `bench.cluster_cost`, prints CPU seconds as JSON: of the
client's own `helpers.bulk` given values, as fast as it goes and at the pace of a worker, and of
its `bulk` given bytes already encoded. The pace matters: Elasticsearch makes a segment of what
came since the last refresh, a second ago, and merges segments; fewer documents a second share
the cost of each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch, helpers

from bench.alone import Alone
from bench.cpu_of import cpu

BATCH: Final = 500
_KEPT: Final = ("analysis", "number_of_shards", "number_of_replicas", "refresh_interval")

#: An id and its document.
Document = tuple[str, dict[str, Any]]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents (those behind an alias), where to write them again, how many a second."""

    elasticsearch: str
    search: int
    alias: str
    target: str
    pace: float


class Bulked(msgspec.Struct, frozen=True, kw_only=True):
    """What each way costs."""

    count: int
    values: Alone
    paced: Alone
    encoded: Alone


def make_like(client: Elasticsearch, alias: str, target: str) -> None:
    """Make an empty index with the mapping and the settings of the newest behind an alias."""
    found = client.indices.get(index=alias)
    like = found[max(found)]
    index = {key: value for key, value in like["settings"]["index"].items() if key in _KEPT}
    client.indices.create(index=target, mappings=like["mappings"], settings={"index": index})


def documents(client: Elasticsearch, alias: str) -> list[Document]:
    """Return every document behind an alias, in the order in which the index holds them."""
    found = helpers.scan(client, index=alias, size=1000, preserve_order=True)
    return [(hit["_id"], hit["_source"]) for hit in found]


def by_values(client: Elasticsearch, target: str, some: Sequence[Document]) -> None:
    """Write values through the client's own helper."""
    actions = ({"_index": target, "_id": id_, "_source": source} for id_, source in some)
    helpers.bulk(client, actions, chunk_size=BATCH)


def by_bytes(client: Elasticsearch, target: str, some: Sequence[bytes]) -> None:
    """Write what is already encoded."""
    answer = client.bulk(index=target, body=b"".join(some))
    if answer["errors"]:
        raise ValueError(answer["items"][0])


def encoded(document: Document) -> bytes:
    """Return both lines of a document's bulk operation."""
    id_, source = document
    action = msgspec.json.encode({"index": {"_id": id_}})
    return action + b"\n" + msgspec.json.encode(source) + b"\n"


def settled(client: Elasticsearch) -> None:
    """Wait until everything is searchable and no merge is under way."""
    client.indices.refresh()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        nodes = client.nodes.stats(metric="indices", index_metric="merge")["nodes"].values()
        if not any(node["indices"]["merges"]["current"] for node in nodes):
            return
        time.sleep(0.2)


def _costs(client: Elasticsearch, search: int, work: Callable[[], None]) -> Alone:
    settled(client)
    before = time.process_time(), cpu(search)
    work()
    client_spent = time.process_time() - before[0]
    settled(client)
    return Alone(client=client_spent, elasticsearch=cpu(search) - before[1])


def main() -> None:
    """Write them in each way, each in an index of its own."""
    asked = msgspec.json.decode(sys.argv[1], type=Asked)
    with Elasticsearch(asked.elasticsearch, request_timeout=120) as client:
        held = documents(client, asked.alias)
        lines = [encoded(document) for document in held]
        targets = [f"{asked.target}-{way}" for way in ("values", "paced", "encoded")]
        for target in targets:
            make_like(client, asked.alias, target)

        def values() -> None:
            by_values(client, targets[0], held)

        def paced() -> None:
            begun = time.monotonic()
            for start in range(0, len(held), BATCH):
                time.sleep(max(0.0, begun + start / asked.pace - time.monotonic()))
                by_values(client, targets[1], held[start : start + BATCH])

        def bytes_() -> None:
            for start in range(0, len(lines), BATCH):
                by_bytes(client, targets[2], lines[start : start + BATCH])

        found = Bulked(
            count=len(held),
            values=_costs(client, asked.search, values),
            paced=_costs(client, asked.search, paced),
            encoded=_costs(client, asked.search, bytes_),
        )
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
