"""Puts together what makes and sends the reports of an installation."""

from __future__ import annotations

from typing import Protocol

from pipeline.drawing import shared
from pipeline.report_desk import ReportDesk
from pipeline.report_mailing import ReportMailing
from pipeline.report_plans import Planned
from pipeline.reporting import Reporting, ReportStore
from pipeline.source_watch import SourceWatch, Watchable
from vigie.paper import Papers


class _Store(ReportStore, Papers, Protocol):
    """A store that keeps mentions, cases and papers."""


class Reportable(Watchable, Protocol):
    """What reports need of an installation; both modes' have it."""

    @property
    def store(self) -> _Store:
        """Where everything is kept."""
        ...

    @property
    def plans(self) -> tuple[Planned, ...]:
        """The scheduled reports."""
        ...


def report_desk(it: Reportable) -> ReportDesk:
    """Return what makes the reports of an installation."""
    towns = [p.town for slug, p in it.intake.stages.towns.items() if "." not in slug]
    reporting = Reporting(it.store, SourceWatch(it), it.clock)
    return ReportDesk(reporting, it.store, towns=towns, draw=shared, clock=it.clock)


def report_mailing(it: Reportable) -> ReportMailing:
    """Return what sends them."""
    return ReportMailing(report_desk(it), it.plans, it.store, clock=it.clock, metrics=it.metrics)
