"""The reports' pages: which there are, when they leave, one of them, and its downloads."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.chart import Look
from vigie.errors import InvalidInput
from vigie.report_contracts import Made, Reports, Scheduled
from vigie.town import Town
from webapp.downloads import download
from webapp.reader import Reader
from webapp.report_sending import send_now
from webapp.route import Route
from webapp.site import Site
from webapp.town_named import town_named

_KINDS: Final = ("week", "month", "day")


class PlanRow(NamedTuple):
    """A scheduled report, ready to be shown."""

    name: str
    period: str
    what: str
    next: str
    last: str
    why: str


async def reports_page(site: Site, request: Request) -> Response:
    """Answer `/rapports`."""
    if request.query_params.get("from"):
        return _to_range(request)
    reader, town, reports = site.reader(request), _town(site, request), _reports(site)
    mailing = site.office.mailing
    plans = await mailing.schedule(town.slug) if mailing else ()
    lines = reports.periods(town.slug, reader.language)
    return site.page(
        request,
        "reports.html",
        reader=reader,
        town=town,
        towns=site.towns,
        kinds=[(kind, lines[kind]) for kind in _KINDS],
        plans=[_row(plan, reader) for plan in plans],
        may_send=site.actor is not None and site.actor.may("lead"),
        query=_query(site, town),
    )


async def report_page(site: Site, request: Request) -> Response:
    """Answer `/rapport/{period}`."""
    reader, town = site.reader(request), _town(site, request)
    made = await _made(site, request, town, reader)
    return site.page(
        request,
        "report.html",
        reader=reader,
        document=made.document,
        period=made.report.period,
        query=_query(site, town),
    )


async def report_pdf(site: Site, request: Request) -> Response:
    """Answer `/rapport/{period}.pdf`."""
    town = _town(site, request)
    made = await _made(site, request, town, site.reader(request))
    data = await _reports(site).pdf(made)
    return download(data, "application/pdf", f"{_file(made)}.pdf")


async def report_json(site: Site, request: Request) -> Response:
    """Answer `/rapport/{period}.json`: the figures, for a program."""
    town = _town(site, request)
    made = await _made(site, request, town, site.reader(request))
    data = msgspec.json.format(msgspec.json.encode(made.report), indent=2)
    return download(data, "application/json", f"{_file(made)}.json")


async def report_figure(site: Site, request: Request) -> Response:
    """Answer `/rapport/{period}/{figure}.svg`, on a light ground or a dark one."""
    reader, town = site.reader(request), _town(site, request)
    made = await _made(site, request, town, reader)
    wanted = request.path_params["figure"]
    figure = next((each for each in made.document.figures if each.id == wanted), None)
    if figure is None:
        raise HTTPException(404)
    dark = request.query_params.get("ground") == "dark"
    drawing = await site.office.draw(figure.chart, Look("dark" if dark else "light", 680))
    return Response(drawing, media_type="image/svg+xml")


async def send_report(site: Site, request: Request) -> Response:
    """Send a scheduled report now; note who asked for it."""
    town, form = _town(site, request), await request.form()
    try:
        done = await send_now(site, town, str(form.get("plan", "")))
    except InvalidInput:
        return _back(site, town, "report_under_way")
    return _back(site, town, f"report_{done.state}")


def _row(plan: Scheduled, reader: Reader) -> PlanRow:
    moments, last = reader.moments(plan.town), plan.last
    to = reader.count("reports.to", plan.recipients)
    said, why = reader.say("reports.never"), ""
    if last is not None:
        at = last.due_at if last.state == "waiting" and last.due_at else last.at
        when = moments.soon(at)
        said = reader.say(f"reports.{last.state}", period=last.period, when=when)
        why = last.why.to(reader.language) if last.why else ""
    return PlanRow(
        name=plan.name,
        period=plan.period,
        what=f"{reader.say(f'reports.plan.{plan.period}')}, {to}",
        next=reader.say("reports.next", when=moments.soon(plan.next_at)),
        last=said,
        why=why,
    )


async def _made(site: Site, request: Request, town: Town, reader: Reader) -> Made:
    try:
        period = request.path_params["period"]
        return await _reports(site).make(town.slug, period, reader.language)
    except InvalidInput:
        raise HTTPException(404) from None


def _town(site: Site, request: Request) -> Town:
    return town_named(site, request.query_params.get("town"))


def _reports(site: Site) -> Reports:
    if site.office.reports is None:
        raise HTTPException(404)
    return site.office.reports


def _query(site: Site, town: Town) -> str:
    """Return what a link needs to stay with the town."""
    return f"?{urlencode({'town': town.slug})}" if town is not site.towns[0] else ""


def _to_range(request: Request) -> Response:
    given = request.query_params
    period = quote(f"{given.get('from', '')}..{given.get('to', '')}", safe="")
    slug = given.get("town")
    query = f"?{urlencode({'town': slug})}" if slug else ""
    return RedirectResponse(f"/rapport/{period}{query}", status_code=303)


def _back(site: Site, town: Town, did: str) -> Response:
    known = {"town": town.slug} if town is not site.towns[0] else {}
    return RedirectResponse(f"/rapports?{urlencode(known | {'did': did})}", status_code=303)


def _file(made: Made) -> str:
    return f"vigie-{made.report.town}-{made.report.period.replace('..', '-')}"


REPORT_ROUTES: Final = (
    Route("/rapports", reports_page),
    Route("/rapports/envoyer", send_report, need="lead", method="POST"),
    Route("/rapport/{period}/{figure}.svg", report_figure),
    Route("/rapport/{period}.pdf", report_pdf),
    Route("/rapport/{period}.json", report_json),
    Route("/rapport/{period}", report_page),
)
