"""The hand-off: gathers requests into cases, approves what the town lets it, sends, follows."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import structlog

from desk.case_gathering import gather
from pipeline.case_following import CaseFollowing
from pipeline.case_schedule import LEASE
from pipeline.case_sending import CaseSending
from pipeline.exporting import every
from pipeline.metrics import Metrics
from pipeline.settings_handoff import HandoffSettings
from vigie.case import STATES, Case
from vigie.case_contracts import Cases, FrontDesk
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.errors import Unavailable
from vigie.query import And, Field, Query
from vigie.sample import REAL
from vigie.town import Town

log = structlog.get_logger()

_Act = Callable[[Case], Awaitable[object]]

_EVERY: Final = 30.0  # seconds between two rounds
_GATHERED_EVERY: Final = 300.0
#: Requests older than this are history: they make no new case.
_WINDOW: Final = timedelta(days=30)
_MOST: Final = 10_000


class CaseStore(Store, Cases, Protocol):
    """A store that keeps mentions and their cases."""


class Handing:
    """One installation's hand-off.

    Args:
        store: where mentions and cases are kept.
        desks: front doors by town; a town without one only has drafts.
        towns: profiles.
        settings: what is approved without a person, and how many a day.
        clock: the time of day.
        language: of the sentences kept.
        metrics: counts what is handed over, shows how many cases are in each state.
    """

    def __init__(
        self,
        store: CaseStore,
        *,
        desks: Mapping[str, FrontDesk],
        towns: Collection[Town],
        settings: HandoffSettings,
        clock: Clock,
        language: str,
        metrics: Metrics | None = None,
    ) -> None:
        self._store = store
        self._towns = {town.slug: town for town in towns}
        self._settings = settings
        self._clock = clock
        self._gathered_at: float | None = None
        self._metrics = metrics
        self.desks = desks
        self.sending = CaseSending(
            store,
            desks=desks,
            towns=self._towns,
            clock=clock,
            language=language,
            metrics=metrics,
        )
        self._following = CaseFollowing(self.sending, desks, clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Gather, send and follow until `stop`; a store that is away is asked again."""
        while self.desks and not stop.is_set():
            try:
                await self.round(stop)
            except Unavailable as error:
                log.warning("handoff.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY)

    async def round(self, stop: asyncio.Event | None = None) -> None:
        """Do once all that is due. Raises `Unavailable` when the store is away."""
        now = time.monotonic()
        if self._gathered_at is None or now - self._gathered_at >= _GATHERED_EVERY:
            await self.gather()
            await self.approve()
            await self._show()
            self._gathered_at = now
        await self._each("approved", self.sending.send, stop)
        await self._each("sending", self.sending.look, stop)
        await self._each("unknown", self.sending.look, stop)
        await self._each("sent", self._following.redeem, stop)
        while not _told(stop) and (cases := await self._claim("open", 50)):
            await self._following.ask(cases)

    async def gather(self) -> int:
        """Gather the requests of the last month into cases; return how many cases changed."""
        since = self._clock.now() - _WINDOW
        known = await self._store.cases(_MOST)
        where = And((Field("route", ("invite_311",)), Field("town", tuple(self._towns)), REAL))
        query = Query(where=where, since=since, order="oldest", limit=1000)
        records = [record async for record in every(self._store, query)]
        changed = await asyncio.to_thread(gather, records, self._towns, known, since=since)
        await self._store.save_cases(changed)
        return len(changed)

    async def approve(self) -> int:
        """Approve drafts by the town's own thresholds, up to its daily cap; return how many."""
        if not any(self._settings.of(slug).automatic for slug in self.desks):
            return 0
        kept = await self._store.cases(_MOST)
        count = 0
        for slug in self.desks:
            rules, town = self._settings.of(slug), self._towns[slug]
            mine = [case for case in kept if case.town == slug]
            today = self._clock.now().astimezone(ZoneInfo(town.timezone)).date()
            left = rules.daily_cap - sum(_approved_on(case, today, town) for case in mine)
            sure = [case for case in mine if _sure(case, rules.automatic)]
            for case in sure[: max(left, 0)]:
                count += await self._approve(case)
        return count

    async def _show(self) -> None:
        if self._metrics is not None:
            counts = Counter(case.handoff.state for case in await self._store.cases(_MOST))
            for state in STATES:
                self._metrics.show("vigie_cases", counts[state], state=state)

    def hide(self) -> None:
        """Leave it to another process to show how many cases there are."""
        self._gathered_at = None
        if self._metrics is not None:
            self._metrics.hide("vigie_cases")

    async def _approve(self, case: Case) -> bool:
        now = self._clock.now()
        changed = await self.sending.change(
            case, state="approved", automatic=True, approved_at=now, due_at=now
        )
        return changed is not None

    async def _each(
        self, state: str, act: Callable[[Case], Awaitable[object]], stop: asyncio.Event | None
    ) -> None:
        """Act on each case that is due, one lease at a time; each at most once a round."""
        done: set[str] = set()
        while not _told(stop) and (cases := await self._claim(state, 1)):
            if cases[0].reference in done:
                return
            done.add(cases[0].reference)
            await act(cases[0])

    async def _claim(self, state: str, limit: int) -> list[Case]:
        return await self._store.claim_cases([state], self._clock.now(), LEASE, limit)


def _told(stop: asyncio.Event | None) -> bool:
    return stop is not None and stop.is_set()


def _sure(case: Case, automatic: Mapping[str, float]) -> bool:
    """Tell whether a draft may go by itself: one that was held back waits for a person."""
    level = automatic.get(case.category)
    fresh = case.handoff.state == "draft" and case.handoff.why is None
    return level is not None and fresh and case.confidence >= level


def _approved_on(case: Case, day: date, town: Town) -> bool:
    at = case.handoff.approved_at if case.handoff.automatic else None
    return at is not None and at.astimezone(ZoneInfo(town.timezone)).date() == day
