"""Sends one case, or finds out whether it was sent: written ahead, and never sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import structlog
from msgspec.structs import replace

from desk.case_message import case_message
from pipeline.case_schedule import LEASE, LOOKS, next_status, retry_wait, token_wait
from pipeline.metrics import Metrics
from vigie.case import Case
from vigie.case_contracts import (
    Cases,
    Declined,
    FrontDesk,
    Held,
    Later,
    Outcome,
    Sent,
    Unsure,
)
from vigie.clock import Clock
from vigie.say import Say
from vigie.town import Town

log = structlog.get_logger()


class CaseSending:
    """What any worker, or a person's command, does with one case that it holds.

    Every change is refused when someone else has changed the case since; it then returns None.
    Before anything leaves, the case is kept as "sending", with the moment from which another
    worker may ask what became of it: a process killed in mid-send leaves a case that is looked
    up at the front door, not one that is sent again.

    Args:
        desks: front doors by town.
        towns: profiles by slug.
        language: of the sentences kept.
        metrics: counts what was handed over.
    """

    def __init__(
        self,
        cases: Cases,
        *,
        desks: Mapping[str, FrontDesk],
        towns: Mapping[str, Town],
        clock: Clock,
        language: str,
        metrics: Metrics | None = None,
    ) -> None:
        self._cases = cases
        self._desks = desks
        self._towns = towns
        self._clock = clock
        self._language = language
        self._metrics = metrics

    async def change(self, case: Case, **hand_off: Any) -> Case | None:
        """Save these fields of the hand-off."""
        changed = replace(case.handoff, changed_at=self._clock.now(), **hand_off)
        return await self._cases.settle_case(replace(case, handoff=changed))

    async def send(self, case: Case) -> Case | None:
        """Hand an approved case over, once."""
        desk, town = self._desks.get(case.town), self._towns.get(case.town)
        if desk is None or town is None:
            return await self._back(case, _OFF)
        said = case_message(case, town)
        obstacle = await desk.ready(said)
        if obstacle is not None:
            return await self._after(case, obstacle, desk)
        now = self._clock.now()
        ahead = await self.change(
            case, state="sending", by=desk.by, sent_at=now, due_at=now + LEASE, why=None
        )
        if ahead is None:
            return None
        try:
            outcome = await desk.hand(said)
        except Exception as error:  # noqa: BLE001 - whatever it was, it may have left
            log.warning("case.crashed", reference=case.reference, error=type(error).__name__)
            outcome = Unsure(_CRASHED)
        name = type(outcome).__name__.lower()
        log.info("case.handed", reference=case.reference, outcome=name)
        if self._metrics is not None:
            self._metrics.count("vigie_case_handoffs_total", way=desk.by, outcome=name)
        return await self._after(ahead, outcome, desk)

    async def look(self, case: Case) -> Case | None:
        """Find out whether a case was sent whose outcome is not known; it is not sent again."""
        desk = self._desks.get(case.town)
        if desk is None or desk.by != case.handoff.by:
            return await self.change(case, state="unknown", due_at=None, why=self._say(_CANNOT_ASK))
        if desk.repeats:
            return await self.change(case, state="approved", due_at=self._clock.now())
        found = await desk.find(case)
        now, hand_off = self._clock.now(), case.handoff
        tries = 0 if hand_off.state == "sending" else hand_off.attempts
        if isinstance(found, Sent):
            return await self._after(case, found, desk)
        if isinstance(found, Later):
            due = now + retry_wait(min(tries, 2), found.retry_after)
            return await self.change(case, state="unknown", due_at=due, why=self._say(found.why))
        if not desk.tells or tries + 1 >= len(LOOKS):
            return await self.change(case, state="unknown", due_at=None, why=self._say(_TO_CHECK))
        due = now + LOOKS[tries + 1]
        return await self.change(case, state="unknown", due_at=due, attempts=tries + 1)

    async def _after(self, case: Case, outcome: Outcome, desk: FrontDesk) -> Case | None:
        if isinstance(outcome, Sent):
            return await self._sent(case, outcome, desk)
        if isinstance(outcome, Held):
            return await self._back(case, outcome.why)
        now, why = self._clock.now(), self._say(outcome.why)
        if isinstance(outcome, Declined):
            return await self.change(case, state="failed", due_at=None, sent_at=None, why=why)
        if isinstance(outcome, Later):
            tries = case.handoff.attempts
            due = now + retry_wait(tries, outcome.retry_after)
            return await self.change(
                case, state="approved", due_at=due, sent_at=None, why=why, attempts=tries + 1
            )
        due = now + LOOKS[0]
        return await self.change(case, state="unknown", due_at=due, why=why, attempts=0)

    async def _sent(self, case: Case, sent: Sent, desk: FrontDesk) -> Case | None:
        now = self._clock.now()
        state, due = "sent", None
        if sent.request and desk.tells:
            state, due = "open", next_status(case.handoff.sent_at, now)
        elif sent.token:
            due = now + token_wait(0)
        return await self.change(
            case,
            state=state,
            request=sent.request,
            token=None if sent.request else sent.token,
            status_notes=sent.notice,
            why=None,
            attempts=0,
            due_at=due,
        )

    async def _back(self, case: Case, why: Say) -> Case | None:
        return await self.change(
            case, state="draft", due_at=None, sent_at=None, automatic=False, why=self._say(why)
        )

    def _say(self, say: Say) -> str:
        return say.to(self._language)


_OFF: Final = Say(
    "La transmission est désactivée pour cette ville ([handoff] by).",
    "The hand-off is off for this town ([handoff] by).",
)
_CRASHED: Final = Say(
    "L’envoi s’est arrêté sur une erreur imprévue.", "The sending stopped on an unexpected error."
)
_CANNOT_ASK: Final = Say(
    "Envoyé par un autre moyen que celui des réglages : vérifiez auprès du guichet.",
    "Sent by another way than that of the settings: check with the front door.",
)
_TO_CHECK: Final = Say(
    "Introuvable au guichet sous sa référence. Vérifiez auprès de lui ; s’il ne l’a pas, "
    "« vigie cases send RÉFÉRENCE --again ».",
    "Not found at the front door under its reference. Check with it; if it has not got it, "
    "`vigie cases send REFERENCE --again`.",
)
