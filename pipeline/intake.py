"""One page of a source → one durable batch: the whole way of a mention, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from pipeline.answering import mark_answered
from pipeline.corrections_in_force import follow_on
from pipeline.ears import heard_for
from pipeline.fan_out import Heard, Screening, fan_out
from pipeline.judging import JudgedBatch
from pipeline.metrics import Metrics
from pipeline.moving import cursor_move
from pipeline.stages import Stages, TownParts, Watch, fallen, is_newer
from pipeline.story import Stories
from pipeline.tallying import tell
from vigie.batch import Batch, Gone, Written
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.judgement import Judged
from vigie.page import Page
from vigie.record import Record

__all__ = ["Intake", "TownParts", "Watch"]


class Intake:
    """Turns pages into batches and writes them.

    Attributes:
        screen: says which towns a post is about.
        stages: judging, deciding and alerting.
    """

    def __init__(
        self,
        *,
        store: Store,
        screen: Screening,
        towns: Mapping[str, TownParts],
        watch: Watch,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self.screen = screen
        self.stages = Stages(towns, watch)
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._stories = Stories(store)

    async def absorb(self, page: Page, towns: Sequence[str] = ()) -> Written:
        """Judge, route and write a page; its cursor moves in the same write.

        Args:
            page: what a connector brought.
            towns: profiles that the source is read for; all of them by default.

        Raises:
            Unavailable: the store is away; calling again with the same page is harmless.
            ConfigurationError: nothing can be judged any more.
        """
        slugs = heard_for(towns, self.stages.towns)
        heard = await asyncio.to_thread(fan_out, page, self.screen, slugs)
        known = await self._store.many([j.mention.id for js in heard.about.values() for j in js])
        done = await self._judge(heard, known)
        records = await self._stories.told([self._record(j, known) for j in done.judged])
        now = self._clock.now()
        batch = Batch(
            records=tuple(records),
            gone=(*heard.gone, *await self._fallen(heard.dropped, records)),
            purged=heard.purged,
            deliveries=tuple(self.stages.deliveries(records, known, now)),
            restated=tuple(self.stages.restated(records, known, now)),
            dead_letters=(*page.rejected, *done.dead),
            cursors=(cursor_move(page, now),),
            tallies=heard.outcomes,
        )
        written = await self._store.write(batch)
        await follow_on(self._store, self.stages.towns, batch.records, now)
        await mark_answered(self._store, heard.answered)
        tell(self._metrics, batch, written)
        return written

    async def _judge(self, heard: Heard, known: Mapping[str, Record]) -> JudgedBatch:
        fresh = [
            judged
            for mentions in heard.about.values()
            for judged in mentions
            if is_newer(judged.mention.post.revision, 0, known.get(judged.mention.id))
        ]
        return await asyncio.to_thread(self.stages.judge, fresh, self._clock.now())

    def _record(self, judged: Judged, known: Mapping[str, Record]) -> Record:
        before = known.get(judged.mention.id)
        first_seen = before.first_seen if before else None
        return self.stages.record(judged, self._clock.now(), first_seen)

    async def _fallen(self, dropped: Sequence[Gone], records: Sequence[Record]) -> list[Gone]:
        if not dropped:
            return []
        held = await self._store.many([gone.mention for gone in dropped])
        return fallen(dropped, {*held, *(record.mention.id for record in records)})
