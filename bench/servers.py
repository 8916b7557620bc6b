"""The real Kafka and Elasticsearch that are measured, and names of our own on them.

Those of VIGIE_TEST_KAFKA and VIGIE_TEST_ELASTICSEARCH when both are set, on this machine (their
CPU is read from /proc); else a dev stack that lasts as long as the measure.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

import httpx
import msgspec
from kafka import KafkaAdminClient

from bench.cpu_of import listener
from deploy.dev_stack import running_stack


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """Where the two servers are, which processes they are, and the prefix of what we make."""

    kafka: str
    elasticsearch: str
    broker: int
    search: int
    prefix: str

    @property
    def processes(self) -> dict[str, int]:
        """The two servers, to be metered."""
        return {"broker": self.broker, "elasticsearch": self.search}


@contextmanager
def servers() -> Iterator[Servers]:
    """Yield the servers; what was made under the prefix is deleted afterwards."""
    kafka = os.environ.get("VIGIE_TEST_KAFKA")
    elasticsearch = os.environ.get("VIGIE_TEST_ELASTICSEARCH")
    if kafka and elasticsearch:
        with _cleaned(kafka, elasticsearch) as found:
            yield found
        return
    with running_stack() as stack, _cleaned(stack.broker.server, stack.search.url) as found:
        yield found


@contextmanager
def _cleaned(kafka: str, elasticsearch: str) -> Iterator[Servers]:
    url = elasticsearch.rstrip("/")
    found = Servers(
        kafka=kafka,
        elasticsearch=url,
        broker=listener(int(kafka.rpartition(":")[2])),
        search=listener(int(url.rpartition(":")[2])),
        prefix="",
    )
    with afresh(found) as prefixed:
        yield prefixed


@contextmanager
def afresh(where: Servers) -> Iterator[Servers]:
    """Yield the same servers under another prefix, and delete what was made under it."""
    found = msgspec.structs.replace(where, prefix=f"bench-{secrets.token_hex(4)}")
    try:
        yield found
    finally:
        drop_topics(found, found.prefix)
        drop_indices(found, found.prefix)


def make_topics(where: Servers, topics: Mapping[str, int]) -> None:
    """Make topics of so many partitions each."""
    wanted = {
        name: {"num_partitions": partitions, "replication_factor": 1}
        for name, partitions in topics.items()
    }
    with closing(_admin(where)) as admin:
        admin.create_topics(wanted, wait_for_metadata=True)


def drop_topics(where: Servers, prefix: str) -> None:
    """Delete the topics and the groups whose names begin so."""
    with closing(_admin(where)) as admin:
        topics = [name for name in admin.list_topics() if name.startswith(prefix)]
        if topics:
            admin.delete_topics(topics)


def drop_indices(where: Servers, prefix: str) -> None:
    """Delete the indices and the templates whose names begin so."""
    with httpx.Client(base_url=where.elasticsearch, timeout=60) as client:
        names = client.get(f"/{prefix}*/_settings?filter_path=*.settings.index.uuid").json()
        for some in _few(sorted(names)):
            client.delete(f"/{','.join(some)}")
        client.delete(f"/_index_template/{prefix}*")


def _few(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), 50):
        yield names[start : start + 50]


def _admin(where: Servers) -> KafkaAdminClient:
    return KafkaAdminClient(bootstrap_servers=where.kafka, client_id="vigie-bench")
