"""Judges again what the raw topic still holds: for a store that lost, or a model that changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pipeline.corrections_in_force import follow_on
from pipeline.distributed.connection import Kafka
from pipeline.distributed.headers import kind_of
from pipeline.distributed.topic_reading import messages
from pipeline.distributed.topics import RAW
from pipeline.installation import Installation
from pipeline.rejudging import Rejudged, judged_anew
from pipeline.stages import Stages
from pipeline.story import Stories
from vigie.batch import Batch
from vigie.clock import Clock
from vigie.codec import decode
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.judgement import Judged
from vigie.record import Record


async def rejudge_topic(
    installation: Installation,
    *,
    town: str | None = None,
    since: datetime | None = None,
    dry_run: bool = False,
    progress: Callable[[Rejudged], None] = lambda _done: None,
) -> Rejudged:
    """Judge the mentions of the raw topic and write what the store lacks or has otherwise.

    What was deleted or purged since stays so: the store refuses it. Nothing is alerted.

    Raises:
        Unavailable: the brokers or the store do not answer.
    """
    rereading = _Rereading(installation.store, installation.intake.stages, installation.clock)
    done = Rejudged()
    kafka = Kafka.of(installation.settings.kafka, installation.home)
    async for some in messages(kafka, RAW, since):
        heard = [one for one in map(_heard, some) if one and one.mention.town in rereading.towns]
        mine = [one for one in heard if town is None or one.mention.town == town]
        records, dead = await rereading.judge(mine)
        if records and not dry_run:
            await installation.store.write(Batch(records=tuple(records)))
            now = installation.clock.now()
            await follow_on(installation.store, rereading.towns, records, now)
        done = Rejudged(
            read=done.read + len(mine),
            changed=done.changed + len(records),
            dead=done.dead + dead,
        )
        progress(done)
    return done


class _Rereading:
    def __init__(self, store: Store, stages: Stages, clock: Clock) -> None:
        self.towns = stages.towns
        self._store = store
        self._stages = stages
        self._stories = Stories(store)
        self._clock = clock

    async def judge(self, heard: Sequence[Judged]) -> tuple[list[Record], int]:
        """Return the records that would change the store, and how many could not be judged."""
        known = await self._store.many(list({one.mention.id for one in heard}))
        fresh = [one for one in heard if not _overtaken(one, known)]
        done = await asyncio.to_thread(self._stages.judge, fresh, self._clock.now())
        again = [self._record(one, known) for one in done.judged]
        return await self._stories.told([one for one in again if one]), len(done.dead)

    def _record(self, one: Judged, known: Mapping[str, Record]) -> Record | None:
        before = known.get(one.mention.id)
        post = one.mention.post
        if before is None:
            return self._stages.record(one, self._clock.now(), post.fetched_at)
        if before.mention.post.revision < post.revision:
            return self._stages.record(one, self._clock.now(), before.first_seen)
        return judged_anew(one, before, self.towns[one.mention.town].town)


def _overtaken(one: Judged, known: Mapping[str, Record]) -> bool:
    before = known.get(one.mention.id)
    return before is not None and before.mention.post.revision > one.mention.post.revision


def _heard(message: Any) -> Judged | None:
    """Return the mention that a message holds; None for what is no mention or unreadable."""
    if kind_of(message.headers) != "mention.heard":
        return None
    try:
        return decode(message.value or b"", Judged)
    except (InvalidInput, msgspec.MsgspecError):
        return None
