"""Topics are made as the table says, and never changed behind anyone's back."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from pipeline.distributed import topic_admin
from pipeline.distributed.connection import Kafka
from pipeline.distributed.topics import TOPICS
from vigie.errors import Unavailable

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "topics.md"


@pytest.fixture
def admin(kafka: Kafka) -> Iterator[KafkaAdminClient]:
    with closing(KafkaAdminClient(bootstrap_servers=list(kafka.servers))) as client:
        yield client


def test_what_is_missing_is_told_then_made_then_well(kafka_server: str, kafka: Kafka) -> None:
    elsewhere = msgspec.structs.replace(kafka, prefix=f"{kafka.prefix}x")
    found = topic_admin.check(elsewhere)
    assert set(found.missing) == {topic.full_name(elsewhere) for topic in TOPICS}
    assert not found.fit
    made = topic_admin.apply(elsewhere)
    try:
        assert set(made.made) == set(found.missing)
        assert made.fit
        assert topic_admin.apply(elsewhere).made == ()
    finally:
        with closing(KafkaAdminClient(bootstrap_servers=[kafka_server])) as admin:
            admin.delete_topics([topic.full_name(elsewhere) for topic in TOPICS])


def test_another_number_of_partitions_is_told_and_nothing_is_grown(kafka: Kafka) -> None:
    other = msgspec.structs.replace(kafka, partitions=8)
    found = topic_admin.apply(other)
    assert found.made == ()
    said = [difference for difference in found.differences if "partitions" in difference.en]
    assert len(said) == 2
    assert "4 partitions" in said[0].fr
    assert "docs/topics.md" in said[0].en
    assert topic_admin.check(kafka).fit


def test_another_retention_is_told_in_both_languages(kafka: Kafka, admin: KafkaAdminClient) -> None:
    name = TOPICS[0].full_name(kafka)
    resource = ConfigResource(ConfigResourceType.TOPIC, name, configs={"retention.ms": "1000"})
    admin.alter_configs([resource])
    end = time.monotonic() + 10
    while not topic_admin.check(kafka).differences and time.monotonic() < end:
        time.sleep(0.1)  # the controller tells the brokers in its own time
    (difference,) = topic_admin.check(kafka).differences
    assert "retention.ms vaut 1000 au lieu de 345600000" in difference.fr
    assert "retention.ms is 1000 instead of 345600000" in difference.en
    assert topic_admin.apply(kafka).differences == (difference,)


def test_brokers_stamp_the_records_so_that_no_clock_of_ours_decides_what_expires(
    kafka: Kafka,
) -> None:
    assert {topic.configs(kafka)["message.timestamp.type"] for topic in TOPICS} == {"LogAppendTime"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_brokers_that_are_away_are_told_as_such() -> None:
    with pytest.raises(Unavailable, match="Kafka ne répond pas"):
        topic_admin.check(Kafka(servers=("127.0.0.1:9",)))
    gc.collect()  # kafka-python leaves the sockets of failed attempts to the collector


def test_the_documentation_has_the_table_that_the_code_has() -> None:
    kafka = Kafka()
    rows = [
        f"| `{kafka.prefix}.{t.name}` | {t.partitions(kafka)} | {t.retention.days} days"
        f" | {t.cleanup} | {t.why} |"
        for t in TOPICS
    ]
    text = DOCUMENTATION.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("| `vigie.")] == rows
