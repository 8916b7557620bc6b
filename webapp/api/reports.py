"""Reports: the periods that they can be had on, and one's figures."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vigie.errors import InvalidInput
from vigie.report import Report
from vigie.report_contracts import Reports
from vigie.say import Say
from vigie.town import Town
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem


class ReportsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which town; the caller's first one by default."""

    town: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class PeriodSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A period: its key, which stands in a report's address, and its title."""

    key: str
    title: str


class PeriodsSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The latest periods that are over, by kind ("month", "week", "day")."""

    town: str
    periods: dict[str, tuple[PeriodSaid, ...]]


async def _list(call: Call) -> Reply:
    town, reports = _town(call), _reports(call)
    lines = reports.periods(town.slug, call.reader.language)
    periods = {
        kind: tuple(PeriodSaid(key=line.key, title=line.title) for line in some)
        for kind, some in lines.items()
    }
    return Reply(PeriodsSaid(town=town.slug, periods=periods))


async def _one(call: Call) -> Reply:
    town, reports = _town(call), _reports(call)
    try:
        made = await reports.make(town.slug, call.named("period"), call.reader.language)
    except InvalidInput as error:
        raise Problem("not_found", error.say) from error
    return Reply(made.report)


def _town(call: Call) -> Town:
    slug = call.asked.town
    town = next((each for each in call.site.towns if slug in (None, each.slug)), None)
    if town is None:
        raise Problem("not_found")
    return town


def _reports(call: Call) -> Reports:
    if call.site.office.reports is None:
        raise Problem("not_found")
    return call.site.office.reports


REPORTS: Final = (
    Operation(
        id="list_reports",
        path="/reports",
        tag="reports",
        says=Say("Savoir sur quelles périodes il y a un rapport", "Tell the periods of reports"),
        does=_list,
        gives=PeriodsSaid,
        asks=ReportsAsked,
    ),
    Operation(
        id="get_report",
        path="/reports/{period}",
        tag="reports",
        says=Say("Lire les chiffres d’un rapport", "Read the figures of a report"),
        does=_one,
        gives=Report,
        asks=ReportsAsked,
    ),
)
