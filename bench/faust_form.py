"""One way of carrying records from a topic to another, alone in its process, as JSON.

`python -m bench.faust_form '{"form": …}'`, by `bench.faust_forms`: a fresh process each time,
on one core, so that no form profits from what another has warmed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import faust
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import Consumer, Producer

from bench.carried import Carried, Clock, Task

BATCH: Final = 500
WITHIN: Final = 0.2


def confluent(task: Task, clock: Clock) -> None:
    """Carry with librdkafka, in C: the machine's own speed."""
    settings = {"bootstrap.servers": task.kafka}
    consumer = Consumer({**settings, "group.id": task.group, "auto.offset.reset": "earliest"})
    producer = Producer({**settings, "enable.idempotence": True, "linger.ms": 5})
    consumer.subscribe([task.source])
    done = 0
    while done < task.count:
        found = consumer.consume(BATCH, timeout=1)
        if found:
            clock.first()
        for message in found:
            _produce(producer, task.target, message)
        producer.poll(0)
        done += len(found)
    producer.flush()
    clock.count(done)
    consumer.close()


def _produce(producer: Producer, topic: str, message: Any) -> None:
    while True:
        try:
            producer.produce(topic, message.value(), message.key(), partition=message.partition())
        except BufferError:
            producer.poll(0.05)
        else:
            return


async def aiokafka_consuming(task: Task, clock: Clock) -> None:
    """Consume only."""
    consumer = await _consumer(task)
    while not clock.count(len(await _some(consumer, clock))):
        pass
    await consumer.stop()


async def aiokafka_carrying(task: Task, clock: Clock) -> None:
    """Consume, and send each record."""
    consumer, producer = await _consumer(task), await producing(task)
    done = False
    while not done:
        found = await _some(consumer, clock)
        done = clock.count(await _send(producer, task.target, [(m.key, m.value) for m in found]))
    await consumer.stop()
    await producer.stop()


async def _some(consumer: AIOKafkaConsumer, clock: Clock) -> list[Any]:
    by_partition = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
    found = [message for some in by_partition.values() for message in some]
    if found:
        clock.first()
    return found


async def faust_consuming(task: Task, clock: Clock) -> None:
    """Let Faust take batches, and do nothing with them."""

    async def agent(stream: Any) -> None:
        async for events in stream.take(BATCH, within=WITHIN):
            clock.first()
            clock.count(len(events))

    await _faust(task, clock, agent)


async def faust_batch(task: Task, clock: Clock) -> None:
    """Let Faust take batches; send each through one producer of our own, acknowledged."""
    producer = await producing(task)

    async def agent(stream: Any) -> None:
        async for events in stream.take_events(BATCH, within=WITHIN):
            clock.first()
            pairs = [(event.key, event.value) for event in events]
            clock.count(await _send(producer, task.target, pairs))

    await _faust(task, clock, agent)
    await producer.stop()


async def faust_send(task: Task, clock: Clock) -> None:
    """Send each record by Faust's own `topic.send`."""

    async def agent(stream: Any) -> None:
        async for event in stream.events():
            clock.first()
            await target.send(key=event.key, value=event.value)
            clock.count(1)

    app = application(task)
    target = topic_of(app, task.target)
    await _faust(task, clock, agent, app)


async def _faust(task: Task, clock: Clock, agent: Any, app: faust.App | None = None) -> None:
    app = app or application(task)
    app.agent(topic_of(app, task.source), name="carry")(agent)
    await app.start()
    await clock.finished.wait()
    # Leaving may take its time, and is not measured.
    with suppress(TimeoutError):
        await asyncio.wait_for(app.stop(), 5)


def application(task: Task) -> faust.App:
    return faust.App(
        task.group,
        broker=f"kafka://{task.kafka}",
        web_enabled=False,
        autodiscover=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        loghandlers=[],
    )


def topic_of(app: faust.App, name: str) -> Any:
    raw: dict[str, Any] = {"key_serializer": "raw", "value_serializer": "raw"}
    return app.topic(name, key_type=bytes, value_type=bytes, **raw)


async def _consumer(task: Task) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        task.source,
        bootstrap_servers=task.kafka,
        group_id=task.group,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    return consumer


async def producing(task: Task) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(
        bootstrap_servers=task.kafka, enable_idempotence=True, max_batch_size=512 * 1024
    )
    await producer.start()
    return producer


async def _send(
    producer: AIOKafkaProducer, topic: str, pairs: list[tuple[bytes | None, bytes]]
) -> int:
    sent = [await producer.send(topic, value=value, key=key) for key, value in pairs]
    await asyncio.gather(*sent)
    return len(pairs)


FORMS: Final[dict[str, Callable[[Task, Clock], Awaitable[None]]]] = {
    "aiokafka_consuming": aiokafka_consuming,
    "aiokafka_carrying": aiokafka_carrying,
    "faust_consuming": faust_consuming,
    "faust_batch": faust_batch,
    "faust_send": faust_send,
}


async def _run(task: Task) -> Carried | None:
    clock = Clock(task)
    if task.form == "vigie":
        from bench.judge_form import judge

        await judge(task, clock)
    elif task.form == "confluent":
        confluent(task, clock)
    else:
        await FORMS[task.form](task, clock)
    return clock.carried


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.argv[1], type=Task)
    os.sched_setaffinity(0, {asked.core})
    print(msgspec.json.encode(asyncio.run(_run(asked))).decode(), flush=True)
    # Faust's threads and connections are not waited for: what was asked is measured.
    os._exit(0)
