"""The Faust application: its settings, its topics and its agents."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from typing import Any, Final

import faust
import msgspec
from faust.types import StreamT

from pipeline.distributed import quick_consumer
from pipeline.distributed.connection import Kafka, for_faust
from pipeline.distributed.topics import Topic

Serve = Callable[[StreamT[bytes]], Awaitable[None]]

#: A worker that says nothing for so long, in seconds, is taken for dead, and its partitions
#: go to others.
SESSION: Final = 15.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker takes its work, and when it stops rather than go on badly.

    Attributes:
        batch: most records taken at one time.
        linger_seconds: how long a batch waits to be filled after its first record.
        watchdog_seconds: without progress for so long while there is work, the process ends.
        dead_letters_in_a_row: so many stop it.
        metrics_port: 0 for none.
    """

    batch: int = 500
    linger_seconds: float = 0.2
    watchdog_seconds: float = 120.0
    dead_letters_in_a_row: int = 100
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0


def build_app(kafka: Kafka, plan: Plan) -> faust.App:
    """Return an app without agents. Raises `ConfigurationError` for a wrong account.

    At least once; no tables, no web server, no topic made by itself, offsets committed by us.
    """
    app = faust.App(
        kafka.group,
        **for_faust(kafka),
        web_enabled=False,
        autodiscover=False,
        processing_guarantee="at_least_once",
        topic_allow_declare=False,
        topic_disable_leader=True,
        stream_wait_empty=False,
        stream_buffer_maxsize=max(2 * plan.batch, 1_000),
        consumer_auto_offset_reset="earliest",
        broker_max_poll_records=max(2 * plan.batch, 500),
        broker_session_timeout=SESSION,
        broker_heartbeat_interval=SESSION / 5,
        broker_rebalance_timeout=30.0,
        broker_request_timeout=30.0,
        broker_commit_interval=60.0,
        datadir=tempfile.mkdtemp(prefix="vigie-work-"),
        loghandlers=[],
    )
    quick_consumer.use(app)
    return app


def add_agent(app: faust.App, kafka: Kafka, topic: Topic, name: str, serve: Serve) -> None:
    """Have `serve` given the stream of a topic's raw bytes; Faust acknowledges nothing."""
    channel = app.topic(
        topic.full_name(kafka),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        acks=False,
    )
    app.agent(channel, name=name)(serve)


class Hooks(msgspec.Struct, frozen=True, kw_only=True):
    """What is done at a rebalance, which waits for it."""

    revoked: Callable[[], Awaitable[None]]
    assigned: Callable[[frozenset[tuple[str, int]]], Awaitable[None]]


def add_hooks(app: faust.App, hooks: Hooks) -> None:
    """Call the hooks before partitions are given up, and before the first record of new ones."""

    async def on_revoked(_app: Any, /, *_found: Any, **_more: Any) -> None:
        await hooks.revoked()

    async def on_assigned(_app: Any, /, *_found: Any, **_more: Any) -> None:
        found = app.consumer.assignment()
        await hooks.assigned(frozenset((tp.topic, tp.partition) for tp in found))

    # Faust keeps weak references to what it calls. It waits for this before any record flows;
    # the signal `on_partitions_assigned` comes while they already do.
    app.on_partitions_revoked.connect(on_revoked, weak=False)
    app.on_rebalance_complete.connect(on_assigned, weak=False)
