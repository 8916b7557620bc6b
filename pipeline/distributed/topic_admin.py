"""Makes the topics that are missing, and tells where those on the brokers differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, Final, TypeVar

import msgspec
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError

from pipeline.distributed.connection import Kafka, for_kafka_python
from pipeline.distributed.reaching import away, reach
from pipeline.distributed.topics import TOPICS, Topic
from vigie.errors import Unavailable
from vigie.say import Say

_PATIENCE: Final = 5.0

T = TypeVar("T")


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What the brokers hold, compared with the table.

    Attributes:
        missing: full names of topics that are not there.
        made: those that were made just now.
        differences: sentences; nothing was changed.
    """

    missing: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    differences: tuple[Say, ...] = ()

    @property
    def fit(self) -> bool:
        """Tell whether collectors and workers may start."""
        return not self.missing and not self.differences


def check(kafka: Kafka) -> Examined:
    """Compare without changing anything. Blocks on the network.

    Raises:
        Unavailable: no broker answers.
        ConfigurationError: the account or the certificates are wrong.
    """
    with closing(_client(kafka)) as client:
        return _asked(lambda: _examine(client, kafka))


def apply(kafka: Kafka) -> Examined:
    """Make what is missing, then compare. Blocks on the network; raises as `check` does.

    A topic that exists is never changed: growing partitions moves keys, and a shorter retention
    deletes. See docs/topics.md.
    """
    with closing(_client(kafka)) as client:
        missing = _asked(lambda: _examine(client, kafka)).missing
        made = [topic for topic in TOPICS if topic.full_name(kafka) in missing]
        if made:
            _asked(lambda: _make(client, kafka, made))
        found = _asked(lambda: _examine(client, kafka))
        return msgspec.structs.replace(found, made=tuple(topic.full_name(kafka) for topic in made))


def remove(kafka: Kafka) -> list[str]:
    """Delete the topics that are there, and the workers' group; return the topics' names.

    Collectors and workers are stopped first. Blocks on the network; raises as `check` does.
    """
    with closing(_client(kafka)) as client:
        missing = _asked(lambda: _examine(client, kafka)).missing
        names = [topic.full_name(kafka) for topic in TOPICS]
        there = [name for name in names if name not in missing]
        if there:
            _asked(lambda: client.delete_topics(there))
        groups = [group["group_id"] for group in _asked(client.list_groups)]
        if kafka.group in groups:
            _asked(lambda: client.delete_groups([kafka.group]))
        return there


def _client(kafka: Kafka) -> KafkaAdminClient:
    settings = for_kafka_python(kafka)
    reach(kafka)
    return _asked(lambda: KafkaAdminClient(**settings, bootstrap_timeout_ms=int(_PATIENCE * 1000)))


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except (KafkaError, OSError) as error:
        raise Unavailable(away(error)) from error


def _make(client: KafkaAdminClient, kafka: Kafka, topics: list[Topic]) -> None:
    wanted = {
        topic.full_name(kafka): {
            "num_partitions": topic.partitions(kafka),
            "replication_factor": kafka.replication,
            "configs": topic.configs(kafka),
        }
        for topic in topics
    }
    try:
        client.create_topics(wanted, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        client.wait_for_topics(list(wanted))


def _examine(client: KafkaAdminClient, kafka: Kafka) -> Examined:
    names = [topic.full_name(kafka) for topic in TOPICS]
    found = {t["name"]: t for t in client.describe_topics(names) if t["error_code"] == 0}
    there = [name for name in names if name in found]
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in there]
    configs = client.describe_configs(resources, config_filter="all")["topic"] if there else {}
    return Examined(
        missing=tuple(name for name in names if name not in found),
        differences=tuple(
            difference
            for topic in TOPICS
            if (name := topic.full_name(kafka)) in found
            for difference in _differences(topic, kafka, found[name], configs[name])
        ),
    )


def _differences(
    topic: Topic, kafka: Kafka, found: Mapping[str, Any], configs: Mapping[str, Any]
) -> Iterator[Say]:
    name = topic.full_name(kafka)
    partitions = found["partitions"]
    if len(partitions) != topic.partitions(kafka):
        yield _partitions(name, len(partitions), topic.partitions(kafka))
    copies = min(len(partition["replica_nodes"]) for partition in partitions)
    if copies != kafka.replication:
        yield _differs(name, "replication", str(copies), str(kafka.replication))
    for key, wanted in topic.configs(kafka).items():
        value = configs[key]["value"]
        if value != wanted:
            yield _differs(name, key, value, wanted)


def _partitions(name: str, there: int, wanted: int) -> Say:
    return Say(
        f"{name} a {there} partitions, les réglages en disent {wanted}. Changer ce nombre déplace"
        " les clés : voyez docs/topics.md, ou remettez le nombre d’origine dans les réglages.",
        f"{name} has {there} partitions, the settings say {wanted}. Changing that number moves"
        " keys: see docs/topics.md, or put the first number back in the settings.",
    )


def _differs(name: str, key: str, there: str, wanted: str) -> Say:
    return Say(
        f"{name} : {key} vaut {there} au lieu de {wanted}. Rien n’a été changé.",
        f"{name}: {key} is {there} instead of {wanted}. Nothing was changed.",
    )
