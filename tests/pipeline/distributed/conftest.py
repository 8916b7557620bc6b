"""Topics of their own for the tests of each module."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from pipeline.distributed import topic_admin
from pipeline.distributed.connection import Kafka
from pipeline.distributed.topics import TOPICS


@contextmanager
def topics_on(server: str) -> Iterator[Kafka]:
    """Make the topics under a prefix of their own, and delete them afterwards."""
    kafka = Kafka(servers=(server,), prefix=f"t{secrets.token_hex(5)}", partitions=4)
    topic_admin.apply(kafka)
    try:
        yield kafka
    finally:
        with closing(KafkaAdminClient(bootstrap_servers=[server])) as admin, suppress(KafkaError):
            admin.delete_topics([topic.full_name(kafka) for topic in TOPICS])
            admin.delete_groups([kafka.group])


@pytest.fixture
def kafka(kafka_server: str) -> Iterator[Kafka]:
    with topics_on(kafka_server) as kafka:
        yield kafka
