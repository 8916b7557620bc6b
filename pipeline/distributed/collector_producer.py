"""The collectors' producer: kafka-python's, idempotent, in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any, Final

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.producer.future import FutureRecordMetadata

from pipeline.distributed.connection import Kafka, for_kafka_python
from pipeline.distributed.events import Message
from pipeline.distributed.patience import Patience
from pipeline.distributed.reaching import away, reach
from vigie.errors import Unavailable
from vigie.say import Say

#: Nothing blocks a thread longer than this, in milliseconds: a collector stops within two seconds.
_BLOCK_MS: Final = 1_000
_SETTINGS: Final[dict[str, Any]] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 5,
    "batch_size": 128 * 1024,
    "max_request_size": 1_048_576,
    "max_block_ms": _BLOCK_MS,
    "bootstrap_timeout_ms": _BLOCK_MS,
    "request_timeout_ms": 10_000,
    "delivery_timeout_ms": 20_000,
    "allow_auto_create_topics": False,
}


class CollectorProducer:
    """Sends a page's messages and waits until the brokers have them all."""

    def __init__(self, kafka: Kafka, patience: Patience) -> None:
        self._kafka = kafka
        self._patience = patience
        self._producer: KafkaProducer | None = None
        self._opening = threading.Lock()
        self._closing = threading.Event()

    async def send(self, messages: Sequence[Message]) -> None:
        """Return once every message is acknowledged by all the replicas in sync.

        Waits for brokers that are away. Messages sent again after a fault come twice, which
        changes nothing: their ids are the same. Messages of one key keep their order.
        """
        if messages:
            await self._patience.through(lambda: asyncio.to_thread(self._send, messages))

    async def close(self) -> None:
        """Let go; what is being sent is abandoned, unacknowledged."""
        self._closing.set()
        await asyncio.to_thread(self._drop)

    def _send(self, messages: Sequence[Message]) -> None:
        try:
            producer = self._open()
            sent = [self._begin(producer, message) for message in messages]
            for future in sent:
                self._acknowledged(future)
        except (KafkaError, OSError) as error:
            self._drop()
            raise Unavailable(away(error)) from error

    def _begin(self, producer: KafkaProducer, message: Message) -> FutureRecordMetadata:
        return producer.send(
            message.topic.full_name(self._kafka),
            value=message.value,
            key=message.key,
            headers=list(message.headers),
            partition=message.partition,
        )

    def _acknowledged(self, future: FutureRecordMetadata) -> None:
        while True:
            try:
                future.get(timeout=_BLOCK_MS / 1000)
            except KafkaTimeoutError:
                # Not an answer of the brokers unless the future itself is over.
                if future.is_done or self._closing.is_set():
                    raise
            else:
                return

    def _open(self) -> KafkaProducer:
        with self._opening:
            if self._closing.is_set():
                raise Unavailable(_CLOSED)
            if self._producer is None:
                reach(self._kafka)
                self._producer = KafkaProducer(**for_kafka_python(self._kafka), **_SETTINGS)
            return self._producer

    def _drop(self) -> None:
        with self._opening:
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=1)


_CLOSED: Final = Say("Le collecteur s’arrête.", "The collector is stopping.")
