"""Runs a collector or a worker over an installation until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

import structlog

from pipeline.distributed import topic_admin
from pipeline.distributed.app import Plan
from pipeline.distributed.collector import Collector, CollectPlan
from pipeline.distributed.collector_producer import CollectorProducer
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import Ended, Ending
from pipeline.distributed.exposing import exposed
from pipeline.distributed.installed import Installed
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.pressure import Pressure
from pipeline.distributed.quiet_logs import silence_libraries
from pipeline.distributed.topics import RAW
from pipeline.distributed.worker import Worker
from pipeline.inbound_receivers import receivers_of
from pipeline.inbound_serving import open_door
from pipeline.settings_inbound import InboundSettings
from vigie.errors import ConfigurationError
from vigie.say import Say

log = structlog.get_logger()

T = TypeVar("T")


async def collect(
    it: Installed,
    kafka: Kafka,
    plan: CollectPlan,
    stop: asyncio.Event,
    inbound: InboundSettings | None = None,
) -> Ended:
    """Listen to this collector's share of the sources until `stop`.

    Brokers and a store that are away are waited for. Ends within two seconds of `stop`.

    Args:
        it: the installation.
        kafka: the brokers.
        plan: how collectors share the sources.
        stop: of the process.
        inbound: where sources call this collector; any of them may be called, whoever has
            the source's lease.

    Raises:
        ConfigurationError: topics that are missing, a wrong account, a port that is taken.
    """
    silence_libraries()
    ending = Ending(stop)
    with exposed(it.metrics, plan.metrics_host, plan.metrics_port):
        if await _unless(stop, _ready(it, kafka)):
            return ending.ended
        producer = CollectorProducer(kafka, Patience("kafka", it.metrics, Pulse()))
        offsets = Offsets(kafka)
        collector = Collector(
            it,
            plan,
            producer=producer,
            pressure=Pressure(
                offsets=offsets,
                topic=RAW.full_name(kafka),
                lag_limit=plan.lag_limit,
                folder=it.home,
                least_free_mb=plan.least_free_mb,
                metrics=it.metrics,
            ),
            store_patience=Patience("store", it.metrics, Pulse()),
            ending=ending,
        )
        door = open_door(
            receivers_of(it.sources), inbound or InboundSettings(), collector.take, stop
        )
        try:
            async with door:
                await collector.run()
        finally:
            await producer.close()
            await asyncio.to_thread(offsets.close)
    return ending.ended


async def work(it: Installed, kafka: Kafka, plan: Plan, stop: asyncio.Event) -> Ended:
    """Judge, write, alert and deliver until `stop`; return why it ended, and the exit code.

    Brokers and a store that are away are waited for. The process may also end by itself, with
    `ending.HUNG`, when the watchdog finds that nothing moves.

    Raises:
        ConfigurationError: topics that are missing, a wrong account, a port that is taken.
    """
    silence_libraries()
    ending = Ending(stop)
    with exposed(it.metrics, plan.metrics_host, plan.metrics_port):
        if not await _unless(stop, _ready(it, kafka)):
            await Worker(it, kafka, plan, ending).run()
    return ending.ended


async def _ready(it: Installed, kafka: Kafka) -> None:
    """Wait for the brokers, and see that the topics are there. Raises `ConfigurationError`."""
    if not hasattr(it.store, "lease"):
        raise ConfigurationError([_ALONE])
    patience = Patience("kafka", it.metrics, Pulse())
    found = await patience.through(lambda: asyncio.to_thread(topic_admin.check, kafka))
    if found.missing:
        raise ConfigurationError([_missing(name) for name in found.missing])
    for difference in found.differences:
        log.warning("topic.differs", difference=difference.to(it.language))


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Run to the end unless stopped meanwhile; tell whether it was stopped."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
            return False
        return True
    finally:
        for each in (task, stopping):
            each.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


_ALONE: Final = Say(
    "Le mode distribué veut une base que plusieurs processus partagent :"
    ' store.kind = "elasticsearch".',
    "The distributed mode needs a store that several processes share:"
    ' store.kind = "elasticsearch".',
)


def _missing(name: str) -> Say:
    return Say(
        f"Le sujet {name} n’existe pas sur Kafka. Créez-le : « vigie topics apply ».",
        f"The topic {name} does not exist on Kafka. Make it: `vigie topics apply`.",
    )
