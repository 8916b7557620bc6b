"""The settings of a scheduled report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from desk.report_schedule import WEEKDAYS, Plan
from pipeline.settings_part import Part
from sinks.mail_settings import Mailbox
from vigie.say import Say

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_LONGEST_MONTHLY: Final = 28


class ReportSettings(Part):
    """One `[[report]]`: what it is on, when it leaves in the town's own time, and for whom.

    Attributes:
        town: slug; the first of `towns` when it is left out.
        at: "07:30".
        days: weekdays on which a daily report leaves.
        day: of a weekly one its weekday, of a monthly one its day of the month.
        target: name of the `[[target]]` of kind "email" whose server and sender it leaves by.
        format: "html", "pdf" (the same, and the PDF attached) or "text".
    """

    name: str = Field(min_length=1, max_length=80)
    period: Literal["day", "week", "month"]
    town: str = ""
    at: time = time(7, 30)
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    day: Weekday | int | None = None
    skip_holidays: bool = True
    target: str = Field(min_length=1)
    to: tuple[Mailbox, ...] = Field(min_length=1, max_length=50)
    format: Literal["html", "pdf", "text"] = "html"
    language: Literal["fr", "en"] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.period == "week" and isinstance(self.day, int):
            raise ValueError("day = mon, tue, wed, thu, fri, sat, sun")
        if self.period == "month" and not (
            self.day is None or (isinstance(self.day, int) and 1 <= self.day <= _LONGEST_MONTHLY)
        ):
            raise ValueError("day = 1 … 28")
        if self.period == "day" and (self.day is not None or not self.days):
            raise ValueError("days = [mon, …]")
        if self.at.tzinfo is not None:
            raise ValueError("at = 07:30")
        return self

    @property
    def plan(self) -> Plan:
        """Return when it leaves."""
        weekly = WEEKDAYS.index(self.day) if isinstance(self.day, str) else 0
        day = weekly if self.period == "week" else self.day if isinstance(self.day, int) else 1
        return Plan(
            period=self.period,
            at=self.at,
            days=tuple(WEEKDAYS.index(day) for day in self.days),
            day=day,
            skip_holidays=self.skip_holidays,
        )


def wrong_reports(
    reports: tuple[ReportSettings, ...], towns: tuple[str, ...], targets: Mapping[str, str]
) -> Iterator[Say]:
    """Yield what a report names that the settings do not have."""
    for report in reports:
        where = f"[[report]] « {report.name} »"
        place = f"[[report]] “{report.name}”"
        if report.town and report.town not in towns:
            yield Say(
                f"{where} : la ville « {report.town} » n’est pas dans « towns ».",
                f"{place}: the town “{report.town}” is not in `towns`.",
            )
        kind = targets.get(report.target)
        if kind != "email":
            yield Say(
                f"{where} : « target » doit nommer une cible de courriel "
                f'([[target]] avec kind = "email") ; « {report.target} » n’en est pas une.',
                f'{place}: target must name an e-mail target ([[target]] with kind = "email"); '
                f"“{report.target}” is none.",
            )
