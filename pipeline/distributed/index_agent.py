"""Mentions judged → the store, with their story, their first sighting and their alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from pipeline.answering import mark_answered
from pipeline.corrections_in_force import follow_on
from pipeline.distributed import events as wire
from pipeline.distributed.arrival import Event
from pipeline.distributed.headers import kind_of
from pipeline.distributed.patience import Patience
from pipeline.distributed.poison import Limit, unreadable
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.distributed.writing import write_apart
from pipeline.metrics import Metrics
from pipeline.stages import Stages, fallen, is_newer
from pipeline.story import Stories
from pipeline.tallying import tell, tell_age, tell_dead
from vigie.batch import Answered, Batch, Gone, Written
from vigie.clock import Clock
from vigie.codec import decode
from vigie.contracts import Store
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import AuthorPurged
from vigie.record import Record


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A batch, decoded."""

    records: list[Record]
    gone: list[Gone]
    fallen: list[Gone]
    purged: list[AuthorPurged]
    answered: list[Answered]
    dead: list[DeadLetter]


class IndexAgent:
    """Writes batches; alerts are on the brokers before the mentions are in the store.

    A crash between the two raises the same alerts again, and the outbox knows them by
    their ids. The other way round, an alert could be lost: the mention would be known.
    """

    def __init__(
        self,
        *,
        store: Store,
        stages: Stages,
        producer: WorkerProducer,
        clock: Clock,
        metrics: Metrics,
        patience: Patience,
        limit: Limit,
        language: str,
    ) -> None:
        self._store = store
        self._stories = Stories(store)
        self._stages = stages
        self._producer = producer
        self._clock = clock
        self._metrics = metrics
        self._patience = patience
        self._limit = limit
        self._language = language

    async def __call__(self, events: Sequence[Event]) -> None:
        """Write and send on. Waits for a store or brokers that are away.

        Raises:
            TooManyDeadLetters: nothing of this batch was written.
        """
        now = self._clock.now()
        read = self._read(events, now)
        known = await self._known(read)
        fresh = _fresh(read.records, known)
        told = await self._patience.through(lambda: self._stories.told(fresh))
        deliveries = self._stages.deliveries(told, known, now)
        # After the alerts, by the same key: what they say is what the last edition says.
        restated = [wire.restated(one, now) for one in self._stages.restated(told, known, now)]
        letters = map(wire.dead_letter, read.dead)
        await self._producer.send([*map(wire.alert, deliveries), *restated, *letters])
        tell_dead(self._metrics, read.dead)
        held = {*known, *(record.mention.id for record in told)}
        batch = Batch(
            records=tuple(_last_editions(told)),
            gone=(*read.gone, *fallen(read.fallen, held)),
            purged=tuple(read.purged),
        )
        written, refused = await write_apart(self._store, batch, self._patience, now)
        towns = self._stages.towns
        await self._patience.through(lambda: follow_on(self._store, towns, batch.records, now))
        await self._patience.through(lambda: mark_answered(self._store, read.answered))
        await self._producer.send([wire.dead_letter(letter) for letter in refused])
        self._tell(batch, written, refused)

    def _read(self, events: Sequence[Event], now: datetime) -> Read:
        read = Read(records=[], gone=[], fallen=[], purged=[], answered=[], dead=[])
        good: list[bool] = []
        for event in events:
            message = event.message
            try:
                _put(read, kind_of(message.headers), message.value or b"")
            except InvalidInput as error:
                read.dead.append(unreadable(message, error, now, self._language))
                good.append(False)
            else:
                good.append(True)
        self._limit.see(good)
        return read

    async def _known(self, read: Read) -> Mapping[str, Record]:
        ids = dict.fromkeys(
            (*(r.mention.id for r in read.records), *(gone.mention for gone in read.fallen))
        )
        if not ids:
            return {}
        return await self._patience.through(lambda: self._store.many(list(ids)))

    def _tell(self, batch: Batch, written: Written, refused: Sequence[DeadLetter]) -> None:
        tell(self._metrics, batch, written)
        tell_dead(self._metrics, refused)
        posts = (record.mention.post for record in batch.records)
        tell_age(self._metrics, "written", posts, self._clock.now())


def _put(read: Read, kind: str, value: bytes) -> None:
    match kind:
        case "mention.gone":
            read.gone.append(decode(value, Gone))
        case "mention.fallen":
            read.fallen.append(decode(value, Gone))
        case "mention.answered":
            read.answered.append(decode(value, Answered))
        case "author.purged":
            read.purged.append(decode(value, AuthorPurged))
        case _:
            read.records.append(decode(value, Record))


def _fresh(records: Iterable[Record], known: Mapping[str, Record]) -> list[Record]:
    """Keep what changes something, first seen when its first edition was."""
    kept: list[Record] = []
    for record in records:
        before = known.get(record.mention.id)
        if before is None:
            kept.append(record)
        elif is_newer(record.mention.post.revision, record.judgement.generation, before):
            kept.append(msgspec.structs.replace(record, first_seen=before.first_seen))
    return kept


def _last_editions(records: Iterable[Record]) -> Iterable[Record]:
    last: dict[str, Record] = {}
    for record in records:
        before = last.get(record.mention.id)
        if is_newer(record.mention.post.revision, record.judgement.generation, before):
            first = before.first_seen if before else record.first_seen
            last[record.mention.id] = msgspec.structs.replace(record, first_seen=first)
    return last.values()
