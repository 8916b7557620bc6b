"""What is left to do on the cluster, asked of Kafka itself; and waiting until nothing is."""

from __future__ import annotations

import time
from collections.abc import Callable

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition


class Waiting:
    """Tells how many records of a prefix's topics no worker has finished with."""

    def __init__(self, kafka: str, prefix: str) -> None:
        self._kafka = kafka
        self._prefix = prefix

    def lag(self) -> int:
        """Return the records after the committed offsets, over all topics and partitions."""
        consumer = KafkaConsumer(bootstrap_servers=self._kafka, enable_auto_commit=False)
        admin = KafkaAdminClient(bootstrap_servers=self._kafka)
        try:
            ends = self._ends(consumer)
            done = self._committed(admin)
        finally:
            consumer.close()
            admin.close()
        return sum(end - done.get(partition, 0) for partition, end in ends.items())

    def _ends(self, consumer: KafkaConsumer) -> dict[TopicPartition, int]:
        partitions = [
            TopicPartition(topic, number)
            for topic in consumer.topics()
            if topic.startswith(f"{self._prefix}.")
            for number in consumer.partitions_for_topic(topic) or ()
        ]
        return dict(consumer.end_offsets(partitions)) if partitions else {}

    def _committed(self, admin: KafkaAdminClient) -> dict[TopicPartition, int]:
        groups = [name for name in _groups(admin) if name.startswith(self._prefix)]
        found: dict[TopicPartition, int] = {}
        for group in groups:
            for partition, kept in admin.list_group_offsets(group)[group].items():
                found[partition] = max(found.get(partition, 0), kept.offset)
        return found

    def until_quiet(
        self, expected: Callable[[], bool] = lambda: True, patience: float = 60
    ) -> None:
        """Wait until nothing is left, twice in a row, and `expected` holds."""
        until, calm = time.monotonic() + patience, 0
        while calm < 2:
            left = self.lag()
            calm = calm + 1 if left == 0 and expected() else 0
            assert time.monotonic() < until, f"{left} records are still waiting"
            time.sleep(0.5)


def _groups(admin: KafkaAdminClient) -> list[str]:
    return [str(each["group_id"]) for each in admin.list_groups()]
