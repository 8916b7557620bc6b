"""Reads a topic from a moment to its present end, outside the workers' group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from pipeline.distributed.connection import Kafka, for_kafka_python
from pipeline.distributed.topics import Topic
from vigie.errors import Unavailable
from vigie.say import Say

_AT_ONCE: Final = 500
_POLL_MS: Final = 500


async def messages(kafka: Kafka, topic: Topic, since: datetime | None) -> AsyncIterator[list[Any]]:
    """Yield the messages that are there now, by the hundred, each partition in its order.

    What arrives meanwhile is not read, and no offset of the workers moves.

    Raises:
        Unavailable: the brokers do not answer.
    """
    consumer = await asyncio.to_thread(_asked, _open, kafka)
    try:
        ends = await asyncio.to_thread(_asked, _start, consumer, topic.full_name(kafka), since)
        while ends:
            found = await asyncio.to_thread(_asked, _poll, consumer, ends)
            if found:
                yield found
    finally:
        await asyncio.to_thread(consumer.close)


def _open(kafka: Kafka) -> KafkaConsumer:
    return KafkaConsumer(**for_kafka_python(kafka), enable_auto_commit=False, group_id=None)


def _start(
    consumer: KafkaConsumer, topic: str, since: datetime | None
) -> dict[TopicPartition, int]:
    """Stand at the beginning, or at a moment; return where each partition ends."""
    partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
    consumer.assign(partitions)
    ends = dict(consumer.end_offsets(partitions))
    consumer.seek_to_beginning(*partitions)
    if since is not None:
        moment = int(since.timestamp() * 1000)
        for one, found in consumer.offsets_for_times(dict.fromkeys(partitions, moment)).items():
            consumer.seek(one, found.offset if found else ends[one])
    return _left(consumer, ends)


def _poll(consumer: KafkaConsumer, ends: dict[TopicPartition, int]) -> list[Any]:
    """Return some messages before the ends; forget the partitions that are read."""
    polled = consumer.poll(timeout_ms=_POLL_MS, max_records=_AT_ONCE)
    found = [
        message
        for one, some in polled.items()
        for message in some
        if one in ends and message.offset < ends[one]
    ]
    left = _left(consumer, ends)
    ends.clear()
    ends.update(left)
    return found


def _left(consumer: KafkaConsumer, ends: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
    return {one: end for one, end in ends.items() if consumer.position(one) < end}


def _asked(question: Any, *about: Any) -> Any:
    try:
        return question(*about)
    except (KafkaError, OSError) as error:
        raise Unavailable(Say("Kafka ne répond pas.", "Kafka does not answer.")) from error
