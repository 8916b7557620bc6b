"""Reads a period from the store, whichever it is, for a report; writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from desk.case_gathering import gather
from desk.case_post import case_category
from desk.corrected import decide_corrected
from desk.report_cases import began_in, cases_of
from desk.report_period import Period
from desk.report_tally import Tally
from desk.report_writing import Counted, write_report
from vigie.case_contracts import Cases
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.coverage import Covering
from vigie.query import Field, Query
from vigie.record import Record
from vigie.report import Cases as CaseTables
from vigie.report import Report
from vigie.town import Town

#: Mentions read for one period at most; the report says so when there were more.
MOST: Final = 200_000
_PAGE: Final = 1_000
_CASES: Final = 10_000
_REQUESTS: Final = 20_000


class ReportStore(Store, Cases, Protocol):
    """A store that keeps mentions and their cases."""


class Reporting:
    """Makes reports.

    Args:
        store: where mentions and cases are.
        covering: tells what is heard.
        clock: the moment of a report.
        most: mentions read for a period at most.
    """

    def __init__(
        self, store: ReportStore, covering: Covering, clock: Clock, most: int = MOST
    ) -> None:
        self._store = store
        self._covering = covering
        self._clock = clock
        self._most = most

    async def report(self, town: Town, period: Period) -> Report:
        """Read a period and the one before it; other work goes on meanwhile.

        Raises:
            Unavailable: the store is away.
        """
        now = self._clock.now()
        _, until = period.bounds(ZoneInfo(town.timezone))
        here = _Reading(Tally(town, now, decide_corrected))
        await self._read(here, town, period)
        before = _Reading(Tally(town, now, decide_corrected))
        await self._read(before, town, period.before)
        counted = Counted(
            now=here.tally,
            before=before.tally,
            cases=await self._cases(town, here.requests, period),
            coverage=await self._covering.coverage(),
            complete=here.whole and before.whole,
        )
        return await asyncio.to_thread(write_report, period, town, counted, now, ended=until <= now)

    async def _read(self, reading: _Reading, town: Town, period: Period) -> None:
        since, until = period.bounds(ZoneInfo(town.timezone))
        query = Query(where=Field("town", (town.slug,)), since=since, until=until, limit=_PAGE)
        left = self._most
        while True:
            found = await self._store.search(replace(query, limit=min(_PAGE, left)))
            await asyncio.to_thread(reading.add, [hit.record for hit in found.hits])
            left -= len(found.hits)
            if found.next is None:
                return
            if left <= 0:
                reading.whole = False
                return
            query = replace(query, after=found.next)

    async def _cases(self, town: Town, requests: Sequence[Record], period: Period) -> CaseTables:
        """Return the tables of the cases, those not gathered yet included."""
        since, until = period.bounds(ZoneInfo(town.timezone))
        kept = [case for case in await self._store.cases(_CASES) if case.town == town.slug]
        fresh = await asyncio.to_thread(gather, requests, {town.slug: town}, kept)
        cases = {case.reference: case for case in (*kept, *fresh)}
        began = began_in(cases.values(), since, until)
        ids = list(dict.fromkeys(post.mention for case in began for post in case.posts))
        records: dict[str, Record] = {}
        for start in range(0, len(ids), _PAGE):
            records |= await self._store.many(ids[start : start + _PAGE])
        return cases_of(began, records, town)


class _Reading:
    """What was read of a period."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.requests: list[Record] = []
        self.whole = True

    def add(self, records: Sequence[Record]) -> None:
        for record in records:
            self.tally.add(record)
            if len(self.requests) < _REQUESTS and case_category(record):
                self.requests.append(record)
