"""Small installations of the distributed mode, and the messages that they are fed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaConsumer

from pipeline.assembly import load_town
from pipeline.chain import Chain
from pipeline.desk_rules import DeskRules
from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.topics import Topic
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.fan_out import first_said
from pipeline.handing import Handing
from pipeline.installation import Source
from pipeline.intake import Intake, TownParts, Watch
from pipeline.metrics import Metrics
from pipeline.report_plans import Planned
from pipeline.settings_handoff import HandoffSettings
from tests.pipeline.distributed.leased_sqlite import LeasedStore, open_store
from vigie.case_contracts import FrontDesk
from vigie.clock import Clock, SystemClock
from vigie.contracts import Deliverer, Enricher
from vigie.judgement import Judged, Relevance
from vigie.mention import Mention
from vigie.post import Post
from vigie.post import Source as Where
from vigie.query import Query
from vigie.retention import RetentionRule

TOWN = "trois-rivieres"
ABOUT = Relevance(about=True, confidence=1.0, rule="name", reason="nommée")
POISON = "texte impossible"


class Everything:
    """A screen that finds every post to be about the town."""

    def read(self, post: Post, own_towns: frozenset[str] = frozenset()) -> Mapping[str, Relevance]:
        del own_towns
        return {TOWN: ABOUT if "ailleurs" not in post.text else _ELSEWHERE}


_ELSEWHERE = Relevance(about=False, confidence=1.0, rule="homonym", reason="une autre")


class Picky:
    """A stage that cannot judge one text, and may be slow or hang over the others."""

    name, version = "picky", "1"
    needs: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset({"intent"})

    def __init__(self, wait: Callable[[Sequence[Judged]], None] = lambda _batch: None) -> None:
        self._wait = wait

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        self._wait(batch)
        if any(POISON in one.mention.post.text for one in batch):
            raise ValueError(batch[0].mention.post.text)
        return list(batch)


@dataclass(kw_only=True)
class Shop:
    """An installation, as far as collectors and workers look at it."""

    home: Path
    store: LeasedStore
    intake: Intake
    metrics: Metrics
    clock: Clock = field(default_factory=SystemClock)
    language: str = "fr"
    plans: tuple[Planned, ...] = ()
    sources: Sequence[Source] = ()
    deliverers: Mapping[str, Deliverer] = field(default_factory=dict)
    retention: Sequence[RetentionRule] = (RetentionRule(days=365),)
    #: Front doors by town; the hand-off is off without.
    desks: Mapping[str, FrontDesk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk_rules = DeskRules(self.store, self.intake.stages.watch, every=0.1)
        self.handing = Handing(
            self.store,
            desks=self.desks,
            towns=[parts.town for parts in self.intake.stages.towns.values()],
            settings=HandoffSettings(),
            clock=self.clock,
            language=self.language,
            metrics=self.metrics,
        )

    async def ids(self) -> list[str]:
        """Return the ids of all the mentions kept."""
        found: list[str] = []
        query = Query(limit=200)
        while True:
            page = await self.store.search(query)
            found += [hit.record.mention.id for hit in page.hits]
            if page.next is None:
                return found
            query = msgspec.structs.replace(query, after=page.next)


@asynccontextmanager
async def shop(
    home: Path,
    *,
    stages: Sequence[Enricher] = (),
    watch: Watch | None = None,
    sources: Sequence[Source] = (),
    desks: Mapping[str, FrontDesk] | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Shop]:
    """Open an installation in a folder; several may have the same."""
    store = await open_store(home)
    metrics = Metrics()
    parts = {TOWN: TownParts(town=load_town(TOWN, None), chain=Chain(stages))}
    intake = Intake(
        store=store,
        screen=Everything(),
        towns=parts,
        watch=watch or Watch(),
        clock=clock or SystemClock(),
        metrics=metrics,
    )
    try:
        yield Shop(
            home=home,
            store=store,
            intake=intake,
            metrics=metrics,
            sources=sources,
            desks=desks or {},
            clock=clock or SystemClock(),
        )
    finally:
        await store.close()


def post(number: int, text: str | None = None, revision: int = 1, source: str = "essai") -> Post:
    """Return a made-up post, heard now."""
    now = datetime.now(UTC)
    return Post(
        source=Where(kind="feed", name=source),
        native_id=str(number),
        text=text or f"Trou numéro {number} dans la rue.",
        fetched_at=now,
        published_at=now - timedelta(minutes=5),
        revision=revision,
    )


def heard(number: int, text: str | None = None, revision: int = 1) -> Judged:
    """Return a made-up mention, as a collector sends it."""
    one = post(number, text, revision)
    return Judged(mention=Mention.of(one, TOWN), judgement=first_said(one, ABOUT))


async def put(kafka: Kafka, messages: Iterable[wire.Message]) -> None:
    """Put messages on the topics."""
    producer = WorkerProducer(kafka, Patience("kafka", Metrics(), Pulse()))
    try:
        await producer.send(list(messages))
    finally:
        await producer.close()


async def read(kafka: Kafka, topic: Topic, count: int, seconds: float = 15) -> list[wire.Message]:
    """Read a topic from its beginning until there are so many messages."""
    consumer = AIOKafkaConsumer(
        topic.full_name(kafka),
        bootstrap_servers=list(kafka.servers),
        auto_offset_reset="earliest",
    )
    await consumer.start()
    found: list[wire.Message] = []
    end = time.monotonic() + seconds
    try:
        while len(found) < count and time.monotonic() < end:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [
                    wire.Message(
                        topic=topic,
                        key=r.key or b"",
                        value=r.value or b"",
                        headers=tuple(r.headers),
                        partition=r.partition,
                    )
                    for r in records
                ]
    finally:
        await consumer.stop()
    return found
