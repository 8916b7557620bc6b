"""The seam of the reports: who makes them, when they leave, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from vigie.report import Report
from vigie.report_document import Document
from vigie.say import Say


class ReportSent(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one scheduled report on one period; no address in it.

    Attributes:
        plan: name of the `[[report]]`; `period` the key of the period.
        state: "sending", "waiting" (to be tried again), "sent", or "refused" (for good).
        due_at: when it is tried again; while it is being sent, when another worker may.
        taken: digests of the addresses that have it.
        why: what the mail server said.
        by: who asked for it, "" for the schedule.
    """

    plan: str
    period: str
    state: str
    at: datetime
    attempts: int = 0
    due_at: datetime | None = None
    taken: tuple[str, ...] = ()
    why: Say | None = None
    by: str = ""


class Scheduled(NamedTuple):
    """One `[[report]]`, as its town sees it.

    Attributes:
        period: "day", "week" or "month".
        recipients: how many addresses.
        next_at: when the next one leaves; `next_period` its key.
        last: what became of the last one, None before the first.
    """

    name: str
    town: str
    period: str
    recipients: int
    next_at: datetime
    next_period: str
    last: ReportSent | None = None


class Made(NamedTuple):
    """A report, and what it says in one language."""

    report: Report
    document: Document


class Line(NamedTuple):
    """A period that a report can be had on: its key, and its days in words."""

    key: str
    title: str


class Reports(Protocol):
    """Makes reports. All methods but `periods` may block on the store or the drawings."""

    def periods(self, town: str, language: str) -> Mapping[str, Sequence[Line]]:
        """Return the latest periods over, by kind ("month", "week", "day")."""
        ...

    async def make(self, town: str, period: str, language: str) -> Made:
        """Make the report on a period ("week", "2026-W48", …), or return the one kept.

        Raises:
            InvalidInput: no such period, or one that has not begun.
            Unavailable: the store is away.
        """
        ...

    async def html(self, made: Made) -> bytes:
        """Return a report as one HTML file, its drawings in it."""
        ...

    async def pdf(self, made: Made) -> bytes:
        """Return a report as PDF."""
        ...


class ReportMailing(Protocol):
    """Sends the reports that the settings schedule. All methods may block."""

    async def schedule(self, town: str) -> Sequence[Scheduled]:
        """Return what is scheduled for a town."""
        ...

    async def send(self, plan: str, town: str, period: str, by: str) -> ReportSent:
        """Send a scheduled report now, even if it has left; return what became of it.

        Raises:
            InvalidInput: no such plan for this town, or no such period.
            Unavailable: the store is away; a mail server that is away is in the answer.
        """
        ...
