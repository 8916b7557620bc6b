"""The workers' producer: aiokafka's, idempotent, a batch at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.distributed.connection import Kafka, for_aiokafka
from pipeline.distributed.events import Message
from pipeline.distributed.patience import Patience
from pipeline.distributed.reaching import away
from pipeline.distributed.topics import Topic
from vigie.errors import Unavailable

_SETTINGS: Final[dict[str, Any]] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 0,
    "max_batch_size": 512 * 1024,
    "request_timeout_ms": 20_000,
}
_CLOSING: Final = 1.0

#: A topic and the partition whose records a batch holds.
_Place = tuple[str, int]


class WorkerProducer:
    """Sends an agent's output and waits until the brokers have all of it."""

    def __init__(self, kafka: Kafka, patience: Patience) -> None:
        self._kafka = kafka
        self._patience = patience
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()

    async def send(self, messages: Sequence[Message]) -> None:
        """Return once every message is acknowledged by all the replicas in sync.

        Waits for brokers that are away, then sends the whole batch again: what comes twice has
        the same ids. Messages of one key keep their order. Those that name their partition
        cost no task each: they are put together here, a batch for each partition.
        """
        if messages:
            await self._patience.through(lambda: self._send(messages))

    async def close(self) -> None:
        """Let go of the connections, within a second."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(producer.stop(), _CLOSING)

    async def _send(self, messages: Sequence[Message]) -> None:
        try:
            producer = await self._open()
            sent = await self._begin(producer, messages)
            await asyncio.gather(*sent)
        except (KafkaError, OSError, TimeoutError) as error:
            await self.close()
            raise Unavailable(away(error)) from error

    async def _open(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(**for_aiokafka(self._kafka), **_SETTINGS)
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _begin(
        self, producer: AIOKafkaProducer, messages: Sequence[Message]
    ) -> list[Awaitable[Any]]:
        placed: dict[_Place, list[Message]] = {}
        loose: list[Message] = []
        for topic, some in groupby(messages, key=_topic):
            name = topic.full_name(self._kafka)
            for message in some:
                if message.partition is None:
                    loose.append(message)
                else:
                    placed.setdefault((name, message.partition), []).append(message)
        sent: list[Awaitable[Any]] = [
            await producer.send(
                m.topic.full_name(self._kafka), value=m.value, key=m.key, headers=list(m.headers)
            )
            for m in loose
        ]
        for place, together in placed.items():
            sent += await _send_together(producer, place, together)
        return sent


async def _send_together(
    producer: AIOKafkaProducer, place: _Place, messages: Sequence[Message]
) -> list[Awaitable[Any]]:
    topic, partition = place
    sent: list[Awaitable[Any]] = []
    batch = producer.create_batch()
    for m in messages:
        said = {"timestamp": None, "key": m.key, "value": m.value, "headers": list(m.headers)}
        if batch.append(**said) is None:
            sent.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(**said)
    sent.append(await producer.send_batch(batch, topic, partition=partition))
    return sent


def _topic(message: Message) -> Topic:
    return message.topic
