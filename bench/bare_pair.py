"""The bare batch form through two topics, carrying what a worker carried, byte for byte.

`python -m bench.bare_pair '{…}'`, by `bench.cluster_cost`. One Faust agent takes the raw topic's
messages by the batch and sends, for each, one that a worker had sent (same key, value, headers
and partition); another takes those, and does nothing with them. Prints CPU seconds as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from aiokafka import AIOKafkaProducer
from confluent_kafka import Consumer, TopicPartition

from bench.carried import Clock, Task
from bench.faust_form import BATCH, WITHIN, application, producing, topic_of


class Sent(NamedTuple):
    """A message of a worker's."""

    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def read(kafka: str, topic: str) -> Iterator[Sent]:
    """Yield every message of a topic, those of one partition in their order."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "none", "enable.auto.commit": 0})
    partitions = list(consumer.list_topics(topic).topics[topic].partitions)
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    bounds = [consumer.get_watermark_offsets(TopicPartition(topic, n)) for n in partitions]
    left = sum(high - low for low, high in bounds)
    while left > 0:
        for message in consumer.consume(1000, timeout=5):
            left -= 1
            yield Sent(message.partition(), message.key(), message.value(), message.headers())
    consumer.close()


async def pair(task: Task, clock: Clock, held: Sequence[Sent]) -> None:
    """Carry through both topics until the second agent has had everything."""
    producer, app, given = await producing(task), application(task), iter(held)

    async def first(stream: Any) -> None:
        async for events in stream.take_events(BATCH, within=WITHIN):
            clock.first()
            await _send(producer, task.target, [next(given) for _ in events])

    async def second(stream: Any) -> None:
        async for events in stream.take_events(BATCH, within=WITHIN):
            clock.count(len(events))

    app.agent(topic_of(app, task.source), name="first")(first)
    app.agent(topic_of(app, task.target), name="second")(second)
    await app.start()
    await clock.finished.wait()
    with suppress(TimeoutError):
        await asyncio.wait_for(app.stop(), 5)


async def _send(producer: AIOKafkaProducer, topic: str, some: Sequence[Sent]) -> None:
    sent = [
        await producer.send(
            topic, value=m.value, key=m.key, headers=m.headers, partition=m.partition
        )
        for m in some
    ]
    await asyncio.gather(*sent)


async def main() -> None:
    """Carry as asked."""
    task = msgspec.json.decode(sys.argv[1], type=Task)
    held = list(read(task.kafka, sys.argv[2]))
    gc.freeze()
    clock = Clock(task)
    await pair(task, clock, held)
    print(msgspec.json.encode(clock.carried).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
