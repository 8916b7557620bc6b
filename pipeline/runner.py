"""The embedded mode: sources, deliveries, reports, hand-off, retention in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import stamina
import structlog

from pipeline.delivering import Report, dead_letter, run_deliveries
from pipeline.installation import Installation, Source
from pipeline.listening import Listener
from pipeline.number_rules import NumberRules
from pipeline.rechecking import Rechecking
from pipeline.report_making import report_mailing
from pipeline.retaining import apply_retention
from pipeline.search_rules import SearchRules
from pipeline.source_watch import SourceWatch
from pipeline.tallying import tell_source
from pipeline.watching_numbers import NumberWatch
from pipeline.watching_searches import SearchWatch
from vigie.batch import Batch
from vigie.errors import Unavailable
from vigie.page import Page
from vigie.source_contracts import Rechecker

log = structlog.get_logger()

_RETENTION_EVERY = timedelta(hours=6)


class Runner:
    """Runs an installation until told to stop."""

    def __init__(self, installation: Installation) -> None:
        self._it = installation
        # One page at a time, in the order of arrival: a story's cluster is looked up in what
        # was written before, and SQLite has one writer anyway.
        self._turn = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Listen, deliver, hand over and forget on schedule until `stop` is set.

        Raises:
            ConfigurationError: nothing can be judged any more.
        """
        async with asyncio.TaskGroup() as tasks:
            for source in self._it.sources:
                for loop in self._loops(source):
                    tasks.create_task(loop.run(self._it.store, self._it.clock, stop))
            tasks.create_task(
                run_deliveries(
                    self._it.store,
                    self._it.deliverers,
                    self._it.clock,
                    stop,
                    language=self._it.settings.language,
                    metrics=self._it.metrics,
                    on_report=self.bury,
                )
            )
            tasks.create_task(self._it.handing.run(stop))
            tasks.create_task(self._forget(stop))
            tasks.create_task(self._numbers().run(stop))
            tasks.create_task(self._searches().run(stop))
            tasks.create_task(SourceWatch(self._it).run(stop))
            tasks.create_task(report_mailing(self._it).run(stop))
            tasks.create_task(self._it.desk_rules.run(stop))

    def _numbers(self) -> NumberWatch:
        stages = self._it.intake.stages
        rules = NumberRules(self._it.store, stages.towns, stages.watch)
        return NumberWatch(rules, self._it.store, self._it.clock)

    def _searches(self) -> SearchWatch:
        stages = self._it.intake.stages
        rules = SearchRules(self._it.store, stages.towns, stages.watch)
        return SearchWatch(rules, self._it.store, self._it.clock)

    def listener(self, source: Source) -> Listener:
        """Return the loop of one source."""
        return Listener(source.connector, partial(self.absorb, source))

    def _loops(self, source: Source) -> Iterator[Listener | Rechecking]:
        yield self.listener(source)
        if isinstance(source.connector, Rechecker):
            yield Rechecking(source.connector, partial(self.absorb, source))

    async def absorb(self, source: Source, page: Page) -> None:
        """Have a page written, whatever time the store takes; it was polled, or sent to us.

        Raises:
            ConfigurationError: nothing can be judged any more.
        """
        async with self._turn:
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=None, timeout=None, wait_max=60.0
            ):
                with attempt:
                    written = await self._it.intake.absorb(page, source.settings.towns)
        self._tell(page, len(written.new), len(written.revised))

    def _tell(self, page: Page, new: int, revised: int) -> None:
        tell_source(self._it.metrics, page, self._it.clock.now())
        log.info(
            "page.written",
            source=page.source,
            state=page.state,
            events=len(page.events),
            new=new,
            revised=revised,
            rejected=len(page.rejected),
        )

    async def bury(self, report: Report) -> None:
        """Keep among the dead letters the alerts that no attempt could deliver."""
        if report.dead:
            now = self._it.clock.now()
            letters = tuple(dead_letter(delivery, now) for delivery in report.dead)
            await self._it.store.write(Batch(dead_letters=letters))

    async def _forget(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                expired = await apply_retention(
                    self._it.store, self._it.retention, self._it.clock.now()
                )
                log.info("retention.applied", mentions=sum(expired.mentions.values()))
            except Unavailable as error:
                log.warning("retention.postponed", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _RETENTION_EVERY.total_seconds())
            except TimeoutError:
                continue
