"""What one worker at a time does for all: deliveries share the outbox, the rest has leases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog

from pipeline.delivering import Report, dead_letter, run_deliveries
from pipeline.distributed.installed import Installed, WorkStore
from pipeline.distributed.patience import Patience
from pipeline.number_rules import NumberRules
from pipeline.report_mailing import EVERY as REPORTS_EVERY
from pipeline.report_making import report_mailing
from pipeline.retaining import apply_retention
from pipeline.search_rules import SearchRules
from pipeline.source_watch import EVERY, SETTLING, SourceWatch, over
from pipeline.watching_numbers import EVERY as NUMBERS_EVERY
from pipeline.watching_numbers import NumberWatch
from pipeline.watching_searches import EVERY as SEARCHES_EVERY
from pipeline.watching_searches import SearchWatch
from vigie.batch import Batch
from vigie.clock import Clock
from vigie.errors import Unavailable
from vigie.retention import RetentionRule

log = structlog.get_logger()

_RETENTION_EVERY: Final = 6 * 3600.0
_LEASE: Final = 180.0
_LOOK: Final = 60.0
_RETENTION: Final = "retention"
_HANDOFF: Final = "handoff"
_ROUND: Final = 30.0
_NUMBERS: Final = "numbers"
_SEARCHES: Final = "saved-searches"
_SOURCES: Final = "source-watch"
_REPORTS: Final = "reports"


class Housekeeping:
    """Deliveries, reports, hand-off, retention and the watches, of one worker."""

    def __init__(self, it: Installed, holder: str, patience: Patience) -> None:
        self._it = it
        self._holder = holder
        self._patience = patience

    async def deliver(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; the outbox leases each alert to one worker."""
        await run_deliveries(
            self._it.store,
            self._it.deliverers,
            self._it.clock,
            stop,
            language=self._it.language,
            metrics=self._it.metrics,
            on_report=self._bury,
        )

    async def forget(self, stop: asyncio.Event) -> None:
        """Apply retention four times a day until `stop`, on one worker of all."""
        done_at: float | None = None
        while not stop.is_set():
            try:
                held = await self._it.store.lease([_RETENTION], self._holder, _LEASE, None)
                due = done_at is None or time.monotonic() - done_at >= _RETENTION_EVERY
                if held and due:
                    await self._expire(self._it.store, self._it.retention, self._it.clock)
                    done_at = time.monotonic()
            except Unavailable as error:
                log.warning("retention.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK)
        with suppress(Unavailable):
            await self._it.store.release([_RETENTION], self._holder)

    async def hand_over(self, stop: asyncio.Event) -> None:
        """Gather, send and follow cases until `stop`, on one worker of all.

        A worker that loses the lease in mid-round does no harm: each case has a lease of its own.
        """
        handing = self._it.handing
        while handing.desks and not stop.is_set():
            try:
                if await self._it.store.lease([_HANDOFF], self._holder, _LEASE, None):
                    await handing.round(stop)
                else:
                    handing.hide()
            except Unavailable as error:
                log.warning("handoff.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _ROUND)
        if handing.desks:
            with suppress(Unavailable):
                await self._it.store.release([_HANDOFF], self._holder)

    async def watch_numbers(self, stop: asyncio.Event) -> None:
        """Look for spikes and the like every few minutes until `stop`, on one worker of all."""
        stages = self._it.intake.stages
        rules = NumberRules(self._it.store, stages.towns, stages.watch)
        watch, done_at = NumberWatch(rules, self._it.store, self._it.clock), float("-inf")
        asked = False
        while not stop.is_set():
            try:
                asked = asked or bool(rules.rules)
                # Asked for by nobody before the team's first such rule, which may come any time.
                held = rules.rules and await self._it.store.lease(
                    [_NUMBERS], self._holder, _LEASE, None
                )
                if held and time.monotonic() - done_at >= NUMBERS_EVERY:
                    await watch.look()
                    done_at = time.monotonic()
            except Unavailable as error:
                log.warning("numbers.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _ROUND)
        if asked:
            with suppress(Unavailable):
                await self._it.store.release([_NUMBERS], self._holder)

    async def watch_searches(self, stop: asyncio.Event) -> None:
        """Look at the saved searches that alert every minute until `stop`, on one worker of all."""
        stages = self._it.intake.stages
        rules = SearchRules(self._it.store, stages.towns, stages.watch)
        watch = SearchWatch(rules, self._it.store, self._it.clock)
        while not stop.is_set():
            try:
                if await self._it.store.lease([_SEARCHES], self._holder, _LEASE, None):
                    await watch.look()
            except Unavailable as error:
                log.warning("searches.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SEARCHES_EVERY)
        with suppress(Unavailable):
            await self._it.store.release([_SEARCHES], self._holder)

    async def watch(self, stop: asyncio.Event, *, settling: float = SETTLING) -> None:
        """Look at the sources until `stop`: each worker shows their states, one of all tells."""
        watch, wait = SourceWatch(self._it), settling
        while not await over(stop, wait):
            wait = EVERY
            try:
                held = await self._it.store.lease([_SOURCES], self._holder, 2 * EVERY, None)
                await watch.look(tell=bool(held))
            except Unavailable as error:
                log.warning("sources.unwatched", error=type(error).__name__)
        with suppress(Unavailable):
            await self._it.store.release([_SOURCES], self._holder)

    async def send_reports(self, stop: asyncio.Event) -> None:
        """Send scheduled reports until `stop`, on one worker of all.

        A worker that loses the lease while it sends does no harm: each report has a claim of
        its own.
        """
        mailing = report_mailing(self._it)
        while mailing.plans and not stop.is_set():
            try:
                if await self._it.store.lease([_REPORTS], self._holder, _LEASE, None):
                    await mailing.round()
            except Unavailable as error:
                log.warning("reports.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REPORTS_EVERY)
        if mailing.plans:
            with suppress(Unavailable):
                await self._it.store.release([_REPORTS], self._holder)

    async def _expire(self, store: WorkStore, rules: Sequence[RetentionRule], clock: Clock) -> None:
        expired = await apply_retention(store, rules, clock.now())
        log.info("retention.applied", mentions=sum(expired.mentions.values()))

    async def _bury(self, report: Report) -> None:
        if report.dead:
            now = self._it.clock.now()
            letters = tuple(dead_letter(delivery, now) for delivery in report.dead)
            batch = Batch(dead_letters=letters)
            await self._patience.through(lambda: self._it.store.write(batch))
