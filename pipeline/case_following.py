"""Follows cases once they are sent: tokens become numbers, numbers become statuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import structlog

from pipeline.case_schedule import TOKEN_LIFE, next_status, retry_wait, token_wait
from pipeline.case_sending import CaseSending
from vigie.case import Case
from vigie.case_contracts import FrontDesk, Later, Sent, Standing
from vigie.clock import Clock

log = structlog.get_logger()


class CaseFollowing:
    """Asks front doors about cases that a worker holds; `desks` are by town."""

    def __init__(self, sending: CaseSending, desks: Mapping[str, FrontDesk], clock: Clock) -> None:
        self._sending = sending
        self._desks = desks
        self._clock = clock

    async def redeem(self, case: Case) -> None:
        """Ask what a token has become."""
        now, hand_off = self._clock.now(), case.handoff
        desk = self._desks.get(case.town)
        if desk is None or not hand_off.token or now - (hand_off.sent_at or now) > TOKEN_LIFE:
            await self._sending.change(case, due_at=None)
            return
        found = await desk.redeem(case)
        if isinstance(found, Sent) and found.request:
            due = next_status(hand_off.sent_at, now)
            await self._sending.change(
                case, state="open", request=found.request, token=None, attempts=0, due_at=due
            )
            return
        tries = hand_off.attempts + 1
        wait = token_wait(tries)
        if isinstance(found, Later):
            wait = max(wait, retry_wait(0, found.retry_after))
        await self._sending.change(case, attempts=tries, due_at=now + wait)

    async def ask(self, cases: Sequence[Case]) -> None:
        """Ask for the statuses of cases, those of one town together."""
        by_town: defaultdict[str, list[Case]] = defaultdict(list)
        for case in cases:
            by_town[case.town].append(case)
        for slug, theirs in by_town.items():
            desk = self._desks.get(slug)
            told = await desk.standings(theirs) if desk else []
            by_request = {each.request: each for each in told}
            for case in theirs:
                await self._settle(case, by_request.get(case.handoff.request or ""))

    async def _settle(self, case: Case, told: Standing | None) -> None:
        now = self._clock.now()
        due = next_status(case.handoff.sent_at, now)
        if told is None:
            await self._sending.change(case, due_at=due)
        elif told.status == "closed":
            log.info("case.closed", reference=case.reference)
            await self._sending.change(
                case, state="closed", status_notes=told.notes, due_at=None, why=None
            )
        else:
            await self._sending.change(case, status_notes=told.notes, due_at=due)
