"""Where the workers' group is in each partition, asked of the brokers by a client of its own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection
from typing import Final, TypeVar

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from pipeline.distributed.connection import Kafka, for_kafka_python
from pipeline.distributed.reaching import away, reach
from pipeline.distributed.topics import TOPICS
from vigie.errors import Unavailable

T = TypeVar("T")

#: A topic's full name and a partition's number.
Partition = tuple[str, int]

_PATIENCE_MS: Final = 5_000
_ATTEMPTS: Final = 4
_PAUSE: Final = 0.25


class Offsets:
    """Asks the brokers; every method blocks on the network and raises `Unavailable`.

    Not of the consumer: one that has silently stopped fetching believes that it has read
    everything. For one thread at a time.
    """

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._client: KafkaAdminClient | None = None

    def standing(self) -> dict[Partition, tuple[int, int]]:
        """Return, for each partition of the topics, where the group is and where the end is."""
        return self._asked(self._standing)

    def lag(self) -> dict[str, int]:
        """Return how many records of each topic the group has not finished with."""
        lag: Counter[str] = Counter()
        for (topic, _), (done, end) in self.standing().items():
            lag[topic] += max(0, end - done)
        return dict(lag)

    def starts(self, wanted: Collection[Partition]) -> dict[Partition, int]:
        """Return the offset at which the group goes on in each of these partitions."""
        return self._asked(lambda client: self._starts(client, list(wanted)))

    def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _asked(self, question: Callable[[KafkaAdminClient], T]) -> T:
        for left in reversed(range(_ATTEMPTS)):
            try:
                return question(self._open())
            except (KafkaError, OSError) as error:
                self.close()
                # A group's coordinator is being chosen for a moment after its first use.
                if not left or not getattr(error, "retriable", False):
                    raise Unavailable(away(error)) from error
                time.sleep(_PAUSE)
        raise Unavailable(away(None))

    def _open(self) -> KafkaAdminClient:
        if self._client is None:
            reach(self._kafka)
            self._client = KafkaAdminClient(
                **for_kafka_python(self._kafka),
                bootstrap_timeout_ms=_PATIENCE_MS,
                request_timeout_ms=_PATIENCE_MS,
            )
        return self._client

    def _standing(self, client: KafkaAdminClient) -> dict[Partition, tuple[int, int]]:
        names = [topic.full_name(self._kafka) for topic in TOPICS]
        every = [
            (found["name"], partition["partition_index"])
            for found in client.describe_topics(names)
            for partition in found["partitions"]
        ]
        ends = _ask(client, every, OffsetSpec.LATEST)
        starts = self._starts(client, every)
        return {one: (starts[one], ends[one]) for one in every}

    def _starts(self, client: KafkaAdminClient, wanted: list[Partition]) -> dict[Partition, int]:
        firsts = _ask(client, wanted, OffsetSpec.EARLIEST)
        group = self._kafka.group
        said = client.list_group_offsets([group]).get(group, {})
        committed = {(tp.topic, tp.partition): found.offset for tp, found in said.items()}
        # What was committed may have expired since; without a commit, the group begins at the
        # beginning.
        return {one: max(firsts[one], committed.get(one, -1)) for one in wanted}


def _ask(
    client: KafkaAdminClient, wanted: list[Partition], what: OffsetSpec
) -> dict[Partition, int]:
    if not wanted:
        return {}
    specs = {TopicPartition(*one): what for one in wanted}
    found = client.list_partition_offsets(specs, timeout_ms=_PATIENCE_MS)
    return {(tp.topic, tp.partition): offset.offset for tp, offset in found.items()}
