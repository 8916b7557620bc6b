"""Judges history again with the models and lexicons of today; reviews are left as they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import msgspec

from desk.routing import decide
from pipeline.corrections_in_force import follow_on
from pipeline.fan_out import first_said
from pipeline.judging import judge_safely
from pipeline.stages import TownParts
from vigie.batch import Batch
from vigie.contracts import Store
from vigie.judgement import Judged, Judgement
from vigie.record import Record
from vigie.town import Town

_AT_ONCE = 500


class Rejudged(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions were judged again, how many changed, how many could not be judged."""

    read: int = 0
    changed: int = 0
    dead: int = 0


class Rejudging:
    """Reads the store, judges each mention again, writes those whose judgement changed.

    A changed judgement has the next generation, so that an edition that arrives meanwhile wins
    over it and a second run changes nothing. Nothing is alerted: history wakes nobody. Clocks
    are those of the first decision.

    Args:
        store: read and written; waits as the store does, raises what it raises.
        towns: profile and judging stages by slug; a mention of another town is left alone.
    """

    def __init__(self, store: Store, towns: Mapping[str, TownParts]) -> None:
        self._store = store
        self._towns = towns

    async def run(
        self,
        *,
        town: str | None = None,
        since: datetime | None = None,
        dry_run: bool = False,
        progress: Callable[[Rejudged], None] = lambda _done: None,
    ) -> Rejudged:
        """Judge again every mention of a town (of all by default) first seen since then.

        `dry_run` counts what would change and writes nothing; `progress` is told after
        each batch.

        Raises:
            ConfigurationError: too many in a row could not be judged.
        """
        done = Rejudged()
        async for records in self._records(town, since):
            again, dead = await asyncio.to_thread(self._judge, records)
            if again and not dry_run:
                await self._store.write(Batch(records=tuple(again)))
                await follow_on(self._store, self._towns, again, max(r.first_seen for r in again))
            done = Rejudged(
                read=done.read + len(records),
                changed=done.changed + len(again),
                dead=done.dead + dead,
            )
            progress(done)
        return done

    async def _records(
        self, town: str | None, since: datetime | None
    ) -> AsyncIterator[list[Record]]:
        batch: list[Record] = []
        async for record in self._store.scan(town):
            if record.mention.town in self._towns and (since is None or record.first_seen >= since):
                batch.append(record)
            if len(batch) == _AT_ONCE:
                yield batch
                batch = []
        if batch:
            yield batch

    def _judge(self, records: Sequence[Record]) -> tuple[list[Record], int]:
        ordered = sorted(records, key=lambda record: record.mention.town)
        changed: list[Record] = []
        dead = 0
        for slug, some in groupby(ordered, key=lambda record: record.mention.town):
            parts = self._towns[slug]
            known = {record.mention.id: record for record in some}
            batch = [_unjudged(record) for record in known.values()]
            result = judge_safely(parts.chain, batch, max(r.first_seen for r in known.values()))
            dead += len(result.dead)
            again = [judged_anew(one, known[one.mention.id], parts.town) for one in result.judged]
            changed += [record for record in again if record is not None]
        return changed, dead


def _unjudged(record: Record) -> Judged:
    """Return the mention with only what the ear had said of it."""
    relevance = record.judgement.relevance
    said = first_said(record.mention.post, relevance) if relevance else Judgement()
    return Judged(mention=record.mention, judgement=said)


def judged_anew(each: Judged, before: Record, town: Town) -> Record | None:
    """Return the record under its next generation, None when judging again says the same."""
    judgement = msgspec.structs.replace(
        each.judgement,
        cluster=before.judgement.cluster,
        generation=before.judgement.generation,
    )
    decision = decide(each, town, before.first_seen)
    if (judgement, decision) == (before.judgement, before.decision):
        return None
    newer = msgspec.structs.replace(judgement, generation=judgement.generation + 1)
    return msgspec.structs.replace(before, judgement=newer, decision=decision, review=None)
