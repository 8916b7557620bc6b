"""One page of a source → one durable batch: the whole way of a mention, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from desk.alert_rules import AlertRule, raise_alerts
from desk.routing import decide
from pipeline.chain import Chain
from pipeline.fan_out import Heard, Screening, fan_out
from pipeline.judging import judge_safely
from pipeline.metrics import Metrics
from pipeline.story import Stories
from vigie.alert import Delivery
from vigie.batch import Batch, CursorMove, Gone, Written
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged
from vigie.page import Page
from vigie.record import Record
from vigie.signature import signature
from vigie.town import Town


class TownParts(msgspec.Struct, frozen=True, kw_only=True):
    """What one town brings to the intake: its profile, and its judging stages."""

    town: Town
    chain: Chain


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What the intake is told to raise alerts for.

    Attributes:
        targets: names of all targets; a rule that names none is for each of them.
        page_url: address of the page, put in alerts; None when there is no page.
    """

    rules: tuple[AlertRule, ...] = ()
    targets: tuple[str, ...] = ()
    page_url: str | None = None


class Intake:
    """Turns pages into batches and writes them."""

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
        self._store = store
        self._screen = screen
        self._towns = towns
        self._watch = watch
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
        slugs = tuple(towns) or tuple(self._towns)
        heard = await asyncio.to_thread(fan_out, page, self._screen, slugs)
        known = await self._store.many([j.mention.id for js in heard.about.values() for j in js])
        judged, dead = await self._judge(heard, known)
        records = await self._stories.told([self._record(j, known) for j in judged])
        batch = Batch(
            records=tuple(records),
            gone=(*heard.gone, *await self._fallen(heard.dropped)),
            purged=heard.purged,
            deliveries=tuple(self._deliveries(records, known)),
            dead_letters=(*page.rejected, *dead),
            cursors=(_move(page, self._clock),),
            tallies=heard.outcomes,
        )
        written = await self._store.write(batch)
        self._tell(batch, written)
        return written

    async def _judge(
        self, heard: Heard, known: Mapping[str, Record]
    ) -> tuple[list[Judged], list[DeadLetter]]:
        judged: list[Judged] = []
        dead: list[DeadLetter] = []
        for slug, mentions in heard.about.items():
            fresh = [m for m in mentions if not _is_known(m, known)]
            done = await asyncio.to_thread(
                judge_safely, self._towns[slug].chain, fresh, self._clock.now()
            )
            judged.extend(done.judged)
            dead.extend(done.dead)
        return judged, dead

    def _record(self, judged: Judged, known: Mapping[str, Record]) -> Record:
        town = self._towns[judged.mention.town].town
        before = known.get(judged.mention.id)
        now = self._clock.now()
        post = judged.mention.post
        return Record(
            mention=judged.mention,
            judgement=judged.judgement,
            decision=decide(judged, town, now),
            first_seen=before.first_seen if before else now,
            signature=signature(f"{post.title}\n{post.text}"),
        )

    async def _fallen(self, dropped: Sequence[Gone]) -> list[Gone]:
        """Keep, of editions no longer about the town, those whose first edition we hold."""
        held = await self._store.many([gone.mention for gone in dropped]) if dropped else {}
        return [gone for gone in dropped if gone.mention in held]

    def _deliveries(self, records: Sequence[Record], known: Mapping[str, Record]) -> list[Delivery]:
        now = self._clock.now()
        chosen = {rule.name: rule.targets or self._watch.targets for rule in self._watch.rules}
        return [
            Delivery(alert=alert, target=target, due_at=now)
            for record in records
            for alert in raise_alerts(
                self._watch.rules,
                record,
                now,
                town=self._towns[record.mention.town].town,
                base_url=self._watch.page_url,
                previous=known.get(record.mention.id),
            )
            for target in chosen[alert.rule]
        ]

    def _tell(self, batch: Batch, written: Written) -> None:
        for tally in batch.tallies:
            self._metrics.count(
                "vigie_posts_total", tally.count, source=tally.source, outcome=tally.outcome
            )
        towns = {record.mention.id: record.mention.town for record in batch.records}
        for change in ("new", "revised", "unchanged", "refused"):
            for mention in getattr(written, change):
                if mention in towns:
                    self._metrics.count(
                        "vigie_mentions_written_total", town=towns[mention], change=change
                    )
        for letter in batch.dead_letters:
            self._metrics.count("vigie_dead_letters_total", stage=letter.stage)


def _is_known(judged: Judged, known: Mapping[str, Record]) -> bool:
    before = known.get(judged.mention.id)
    return before is not None and before.mention.post.revision >= judged.mention.post.revision


def _move(page: Page, clock: Clock) -> CursorMove:
    return CursorMove(
        source=page.source,
        cursor=page.cursor,
        at=clock.now(),
        heard=bool(page.events),
        next_at=page.next_at,
        state=page.state,
        note=page.note,
    )
