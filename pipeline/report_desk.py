"""Makes reports for whoever asks, keeps them for a while, and sends them on demand."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desk.report_html import WIDTH, html
from desk.report_period import NO_PERIOD, Period, last_over, read_period
from desk.report_speech import Speech
from desk.report_writer import document
from pipeline.report_pdf import pdf
from pipeline.reporting import Reporting
from vigie.chart import Drawing, Look
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput, Unavailable
from vigie.paper import Paper, Papers
from vigie.report import Report
from vigie.report_contracts import Line, Made
from vigie.report_document import Document
from vigie.say import Say
from vigie.town import Town

KEPT: Final = "report"
#: How many periods of each kind are proposed.
_LINES: Final = {"month": 12, "week": 12, "day": 14}
#: A report is read again after so long: while its period runs, while corrections and answers
#: still come to it, afterwards.
_RUNNING: Final = timedelta(minutes=5)
_RECENT: Final = timedelta(hours=1)
_OLD: Final = timedelta(days=1)
_COMING: Final = timedelta(days=7)


class ReportDesk:
    """Makes reports, one at a time, and keeps each for a while.

    Args:
        reporting: reads the store.
        papers: where made reports are kept: a second reader, or process, waits for nothing.
        towns: profiles.
        draw: draws the charts.
        clock: the time of day.
    """

    def __init__(
        self,
        reporting: Reporting,
        papers: Papers,
        *,
        towns: Collection[Town],
        draw: Drawing,
        clock: Clock,
    ) -> None:
        self._reporting = reporting
        self._papers = papers
        self._towns = {town.slug: town for town in towns}
        self._draw = draw
        self._clock = clock
        self._turn = asyncio.Lock()

    def town(self, slug: str) -> Town:
        """Return a profile. Raises `InvalidInput` for a town that is not followed."""
        if slug not in self._towns:
            raise InvalidInput(_NO_TOWN)
        return self._towns[slug]

    def periods(self, town: str, language: str) -> Mapping[str, Sequence[Line]]:
        """See `vigie.report_contracts.Reports.periods`."""
        speech = Speech(language, self.town(town))
        today = self._clock.now().astimezone(ZoneInfo(speech.town.timezone)).date()
        lines: dict[str, list[Line]] = {}
        for kind, how_many in _LINES.items():
            period, lines[kind] = last_over(kind, today), []
            for _ in range(how_many):
                title = speech.short(kind, period.first, period.last)
                lines[kind].append(Line(period.key, title))
                period = period.before
        return lines

    async def make(self, town: str, period: str, language: str) -> Made:
        """See `vigie.report_contracts.Reports.make`."""
        profile = self.town(town)
        report = await self.report(profile, self.period(profile, period))
        return Made(report, document(report, profile, language))

    def period(self, town: Town, text: str) -> Period:
        """Read a period. Raises `InvalidInput` for one that is none or has not begun."""
        now, zone = self._clock.now(), ZoneInfo(town.timezone)
        period = read_period(text, now.astimezone(zone).date())
        if period.bounds(zone)[0] > now:
            raise InvalidInput(NO_PERIOD)
        return period

    async def report(self, town: Town, period: Period) -> Report:
        """Return the report kept, else make it and keep it. Raises `Unavailable`."""
        key = f"{town.slug}.{period.key}"
        # One at a time: whoever asks for the same meanwhile finds it made.
        async with self._turn:
            kept = await self._papers.paper(KEPT, key)
            if kept is not None:
                with suppress(InvalidInput):  # written by another version: made anew
                    return decode(kept.body, Report)
            report = await self._reporting.report(town, period)
            await self._keep(key, report, town, period)
            return report

    async def _keep(self, key: str, report: Report, town: Town, period: Period) -> None:
        now = self._clock.now()
        _, until = period.bounds(ZoneInfo(town.timezone))
        lasting = _RUNNING if not report.ended else _RECENT if now - until < _COMING else _OLD
        body = encode(report)
        paper = Paper(
            kind=KEPT, key=key, body=body, town=town.slug, at=now, expires_at=now + lasting
        )
        with suppress(InvalidInput):  # another process made the same
            await self._papers.keep(paper)

    async def drawings(self, said: Document, form: str) -> dict[str, bytes]:
        """Draw the figures; one that cannot be drawn is left out: its table is there."""
        drawn: dict[str, bytes] = {}
        for figure in said.figures:
            with suppress(Unavailable):
                drawn[figure.id] = await self._draw(figure.chart, Look(width=WIDTH), form)
        return drawn

    async def html(self, made: Made) -> bytes:
        """See `vigie.report_contracts.Reports.html`."""
        drawn = {
            id_: f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
            for id_, svg in (await self.drawings(made.document, "svg")).items()
        }
        return html(made.document, drawn).encode("utf-8", "replace")

    async def pdf(self, made: Made) -> bytes:
        """See `vigie.report_contracts.Reports.pdf`."""
        town = self.town(made.report.town)
        drawings = await self.drawings(made.document, "svg")
        return await pdf(made.document, town, made.report.made_at, drawings)


_NO_TOWN: Final = Say("Cette ville n’est pas suivie ici.", "This town is not followed here.")
