"""Sends scheduled reports, each once for its period, whatever stops or starts meanwhile.

A sender that dies leaves its lease to run out, and another sends; were it to die between the
mail server's answer and its own note, the repeat has the same Message-ID.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog
from msgspec.structs import replace

from desk.report_schedule import due, following
from pipeline.metrics import Metrics
from pipeline.report_claims import Claim, ReportClaims, digest
from pipeline.report_desk import ReportDesk
from pipeline.report_letter import letter
from pipeline.report_plans import Planned
from sinks.mail_sending import Sent
from sinks.report_mail import report_mail
from vigie.clock import Clock
from vigie.errors import ConfigurationError, InvalidInput, Refused, Unavailable
from vigie.paper import Papers
from vigie.report_contracts import ReportSent, Scheduled
from vigie.say import Say

log = structlog.get_logger()

_WHOLE: Final = 480.0  # seconds for one report, well within its lease
#: Waits before a report that could not leave is tried again; the last one goes on.
_RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
#: Attempts after which it is given up: three days of an absent server.
_ENOUGH: Final = 75
#: Seconds between two looks at the clock.
EVERY: Final = 30.0
_RESULTS: Final = {"sent": "sent", "waiting": "retry", "refused": "dead"}


class ReportMailing:
    """See `vigie.report_contracts.ReportMailing`.

    Args:
        desk: makes the reports.
        plans: what is scheduled.
        papers: where it is kept what has left.
        clock: the time of day.
        metrics: counts attempts with those of the target.
    """

    def __init__(
        self,
        desk: ReportDesk,
        plans: Sequence[Planned],
        papers: Papers,
        *,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self.plans = tuple(plans)
        self._desk = desk
        self._claims = ReportClaims(papers, clock)
        self._clock = clock
        self._metrics = metrics

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until `stop`; ends at once when nothing is scheduled."""
        while self.plans and not stop.is_set():
            try:
                await self.round()
            except Unavailable as error:  # the store: the next look sends
                log.warning("reports.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def round(self) -> None:
        """Send once all that is due. Raises `Unavailable` when the store is away."""
        for plan in self.plans:
            slot = due(plan.plan, plan.town, self._clock.now())
            waiting = await self._claims.unsettled(plan)
            for period in dict.fromkeys([*([slot.period.key] if slot else []), *waiting]):
                claim = await self._claims.take(plan, period)
                if claim is not None:
                    await self._send(plan, claim)

    async def schedule(self, town: str) -> Sequence[Scheduled]:
        """See `vigie.report_contracts.ReportMailing.schedule`."""
        return [await self._scheduled(plan) for plan in self.plans if plan.town.slug == town]

    async def send(self, plan: str, town: str, period: str, by: str) -> ReportSent:
        """See `vigie.report_contracts.ReportMailing.send`."""
        found = next((p for p in self.plans if p.name == plan and p.town.slug == town), None)
        if found is None:
            raise InvalidInput(_NO_PLAN)
        key = self._desk.period(found.town, period).key
        claim = await self._claims.take(found, key, by or "?")
        if claim is None:
            raise InvalidInput(_UNDER_WAY)
        return await self._send(found, claim)

    async def _scheduled(self, plan: Planned) -> Scheduled:
        slot = following(plan.plan, plan.town, self._clock.now())
        return Scheduled(
            name=plan.name,
            town=plan.town.slug,
            period=plan.plan.period,
            recipients=len(plan.to),
            next_at=slot.at,
            next_period=slot.period.key,
            last=await self._claims.latest(plan),
        )

    async def _send(self, plan: Planned, claim: Claim) -> ReportSent:
        body = claim.body
        try:
            async with asyncio.timeout(_WHOLE):
                done = await self._posted(plan, body)
        except ConfigurationError as error:
            done = self._later(body, error.problems[0])
        except Refused as error:
            done = self._refused(body, error.say) if error.final else self._later(body, error.say)
        except Unavailable as error:
            done = self._later(body, error.say)
        except TimeoutError:
            done = self._later(body, _TOO_LONG)
        result = _RESULTS[done.state]
        self._metrics.count("vigie_deliveries_total", target=plan.target, result=result)
        log.info("report.settled", report=plan.name, period=body.period, state=done.state)
        await self._claims.settle(claim, done)
        return done

    async def _posted(self, plan: Planned, body: ReportSent) -> ReportSent:
        left = tuple(each for each in plan.to if digest(each) not in body.taken)
        again = body.at.isoformat() if body.by else ""
        period = self._desk.period(plan.town, body.period)
        mail = await letter(self._desk, plan, period, again=again)
        sent = await plan.mail.post(report_mail(mail, sender=plan.mail.sender, to=plan.to), left)
        body = replace(body, taken=(*body.taken, *map(digest, (*sent.taken, *sent.refused))))
        if sent.busy:
            return self._later(body, _busy(plan, sent))
        if len(sent.refused) == len(plan.to):
            return self._refused(body, _unwanted(plan, sent))
        why = _unwanted(plan, sent) if sent.refused else None
        return replace(body, state="sent", at=self._clock.now(), due_at=None, why=why)

    def _later(self, body: ReportSent, why: Say) -> ReportSent:
        if body.attempts >= _ENOUGH:
            return self._refused(body, why)
        now = self._clock.now()
        wait = _RETRIES[min(body.attempts, len(_RETRIES)) - 1]
        return replace(body, state="waiting", at=now, due_at=now + wait, why=why)

    def _refused(self, body: ReportSent, why: Say) -> ReportSent:
        return replace(body, state="refused", at=self._clock.now(), due_at=None, why=why)


def _busy(plan: Planned, sent: Sent) -> Say:
    host, how_many = plan.mail.host, len(sent.busy)
    return Say(
        f"{host} ne l’a pas encore pris pour {how_many} adresse(s)",
        f"{host} has not taken it yet for {how_many} address(es)",
    )


def _unwanted(plan: Planned, sent: Sent) -> Say:
    host, refused, of = plan.mail.host, len(sent.refused), len(plan.to)
    return Say(
        f"{host} a refusé {refused} adresse(s) sur {of}",
        f"{host} refused {refused} address(es) of {of}",
    )


_TOO_LONG: Final = Say("l’envoi a pris trop de temps", "sending took too long")
_NO_PLAN: Final = Say(
    "Aucun [[report]] de ce nom pour cette ville dans vigie.toml.",
    "No [[report]] of that name for this town in vigie.toml.",
)
_UNDER_WAY: Final = Say(
    "Ce rapport est justement en train de partir.", "This report is being sent at this moment."
)
