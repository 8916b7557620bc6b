"""Who sends which report: one paper for each scheduled report and period, changed by versions."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from pipeline.report_plans import Planned
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.report_contracts import ReportSent

KIND: Final = "report_sent"
#: How long one sender has a report for itself; it gives up well before.
LEASE: Final = timedelta(minutes=10)
_REMEMBERED: Final = timedelta(days=400)
_OVER: Final = frozenset(("sent", "refused"))
_LATEST: Final = 30


class Claim:
    """A report that is ours to send, for `LEASE`."""

    def __init__(self, paper: Paper, body: ReportSent) -> None:
        self.paper = paper
        self.body = body


class ReportClaims:
    """Claims, in the store that every process shares. All methods may raise `Unavailable`."""

    def __init__(self, papers: Papers, clock: Clock) -> None:
        self._papers = papers
        self._clock = clock

    async def take(self, plan: Planned, period: str, by: str = "") -> Claim | None:
        """Take a report; None when it has left, waits for its time, or is another's.

        Someone (`by`) who asks for one that has left or waits has it, and it goes to everyone.
        """
        key = f"{_name(plan)}.{period}"
        paper = await self._papers.paper(KIND, key)
        last = decode(paper.body, ReportSent) if paper else None
        if last is not None and not self._free(last, by):
            return None
        anew = last is None or last.state in _OVER
        now = self._clock.now()
        body = ReportSent(
            plan=plan.name,
            period=period,
            state="sending",
            at=now,
            attempts=1 if last is None or anew else last.attempts + 1,
            due_at=now + LEASE,
            taken=() if last is None or anew else last.taken,
            by=by or (last.by if last and not anew else ""),
        )
        claim = Paper(
            kind=KIND,
            key=key,
            body=encode(body),
            town=plan.town.slug,
            about=_name(plan),
            at=now,
            expires_at=now + _REMEMBERED,
            version=paper.version if paper else 0,
        )
        try:
            return Claim(await self._papers.keep(claim), body)
        except InvalidInput:  # another took it meanwhile
            return None

    def _free(self, last: ReportSent, by: str) -> bool:
        waits = last.due_at is not None and last.due_at > self._clock.now()
        if by:
            return not (waits and last.state == "sending")
        return last.state not in _OVER and not waits

    async def settle(self, claim: Claim, done: ReportSent) -> None:
        """Note what became of it; nothing when the lease ran out and another has it."""
        with suppress(InvalidInput):
            await self._papers.keep(replace(claim.paper, body=encode(done), at=done.at))

    async def unsettled(self, plan: Planned) -> list[str]:
        """Return the periods whose report waits to be tried again, or whose sender died."""
        papers = await self._papers.papers(KIND, about=_name(plan), limit=_LATEST)
        bodies = [decode(paper.body, ReportSent) for paper in papers]
        return [body.period for body in bodies if self._free(body, "")]

    async def latest(self, plan: Planned) -> ReportSent | None:
        """Return what became of the last one."""
        papers = await self._papers.papers(KIND, about=_name(plan), limit=1)
        return decode(papers[0].body, ReportSent) if papers else None


def digest(text: str) -> str:
    """Return what stands for a name or an address where neither may be."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _name(plan: Planned) -> str:
    """Return what its papers are found by: a plan's name may hold anything."""
    return f"{plan.town.slug}.{digest(plan.name)}"
