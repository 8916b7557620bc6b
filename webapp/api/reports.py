"""Reports: the periods that they can be had on, and one's figures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.responses import Response

from vigie.errors import InvalidInput
from vigie.report import Report
from vigie.report_contracts import Made, Reports, ReportSent, Scheduled
from vigie.say import Say
from vigie.town import Town
from webapp.api.bookmarks import written
from webapp.api.next_page import After, header, links, place, shaped
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_town
from webapp.downloads import download
from webapp.report_sending import send_now

#: Forms of a report beside its figures.
_FILES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


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


class SentSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a report that was sent.

    Attributes:
        state: "sending", "waiting" (to be tried again, at `due_at`), "sent" or "refused".
        why: what the mail server said.
        by: who asked for it, "" for the schedule.
    """

    period: str
    state: str
    at: datetime
    due_at: datetime | None
    why: str
    by: str


class PlanSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A scheduled report: how many addresses it goes to, when next, on which period."""

    name: str
    period: str
    recipients: int
    next_at: datetime
    next_period: str
    last: SentSaid | None


class PlansAsked(ReportsAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which town, and which page."""

    after: After = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class PlansSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The reports that the settings schedule for a town, by name.

    Attributes:
        total: how many there are, on all pages.
        next: what to give as `after` for the next page, null on the last.
        links: `next`: the address of the next page.
    """

    town: str
    total: int
    plans: tuple[PlanSaid, ...]
    next: str | None
    links: dict[str, str]


async def _list(call: Call) -> Reply:
    town, reports = _town(call), _reports(call)
    lines = reports.periods(town.slug, call.reader.language)
    periods = {
        kind: tuple(PeriodSaid(key=line.key, title=line.title) for line in some)
        for kind, some in lines.items()
    }
    return Reply(PeriodsSaid(town=town.slug, periods=periods))


async def _one(call: Call) -> Reply:
    return Reply((await _made(call)).report)


async def _file(call: Call) -> Response:
    form, town = call.named("form"), _town(call).slug
    if form not in _FILES:
        raise Problem("not_found")
    made = await _made(call)
    body = await (_reports(call).pdf(made) if form == "pdf" else _reports(call).html(made))
    return download(
        body, _FILES[form], f"vigie-{town}-{made.report.period.replace('..', '-')}.{form}"
    )


async def _made(call: Call) -> Made:
    town, reports = _town(call), _reports(call)
    try:
        return await reports.make(town.slug, call.named("period"), call.reader.language)
    except InvalidInput as error:
        raise Problem("not_found", error.say) from error


def _town(call: Call) -> Town:
    return seen_town(call, call.asked.town)


def _reports(call: Call) -> Reports:
    if call.site.office.reports is None:
        raise Problem("not_found")
    return call.site.office.reports


async def _plans(call: Call) -> Reply:
    """A name is one report's alone: it is the place where a page begins."""
    town, mailing, last = _town(call), call.site.office.mailing, place(call, shaped(tuple[str]))
    plans = sorted(await mailing.schedule(town.slug) if mailing else (), key=lambda p: p.name)
    left = [each for each in plans if last is None or each.name > last[0]]
    shown = left[: call.asked.limit]
    word = written(shown[-1].name) if len(left) > len(shown) else None
    further = links(call, "/report-plans", word)
    told = PlansSaid(
        town=town.slug,
        total=len(plans),
        plans=tuple(_planned(each, call) for each in shown),
        next=word,
        links=further,
    )
    return Reply(told, headers=header(further))


def _planned(plan: Scheduled, call: Call) -> PlanSaid:
    return PlanSaid(
        name=plan.name,
        period=plan.period,
        recipients=plan.recipients,
        next_at=plan.next_at,
        next_period=plan.next_period,
        last=_sent(plan.last, call) if plan.last else None,
    )


async def _send(call: Call) -> Reply:
    try:
        done = await send_now(call.site, _town(call), call.named("plan"))
    except InvalidInput as error:
        raise Problem("conflict", error.say) from error
    return Reply(_sent(done, call))


def _sent(sent: ReportSent, call: Call) -> SentSaid:
    why = sent.why.to(call.reader.language) if sent.why else ""
    return SentSaid(
        period=sent.period, state=sent.state, at=sent.at, due_at=sent.due_at, why=why, by=sent.by
    )


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
    Operation(
        id="get_report_file",
        path="/reports/{period}/{form}",
        tag="reports",
        says=Say("Prendre un rapport en HTML ou en PDF", "Take a report as HTML or PDF"),
        does=_file,
        files=tuple(media.partition(";")[0] for media in _FILES.values()),
        asks=ReportsAsked,
    ),
    Operation(
        id="list_report_plans",
        path="/report-plans",
        tag="reports",
        says=Say("Savoir quels rapports partent, et quand", "Tell which reports leave, and when"),
        does=_plans,
        gives=PlansSaid,
        asks=PlansAsked,
    ),
    Operation(
        id="send_report",
        path="/report-plans/{plan}/send",
        tag="reports",
        says=Say("Envoyer un rapport maintenant", "Send a report now"),
        does=_send,
        gives=SentSaid,
        asks=ReportsAsked,
        method="POST",
        need="lead",
    ),
)
