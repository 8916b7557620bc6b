"""`/decision`: what residents said before a decision and after it, and what may be concluded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.chart import Chart
from vigie.comparison import Windows
from vigie.errors import InvalidInput
from vigie.query import Query
from webapp.decision.asked import KINDS, WEEKS, DecisionAsked
from webapp.decision.charts import CHARTS, shares, volume, words
from webapp.decision.conclusions import Said, conclusions
from webapp.decision.counts import Counted, Quoted, count, read
from webapp.decision.shelf import OnShelf, put, shelf, take_away, taken
from webapp.reader import Reader
from webapp.route import Route
from webapp.site import Site
from webapp.trends.asked import scoped
from webapp.trends.chart_answers import drawing, sheet
from webapp.trends.chart_panels import Panel, Shown, day_of, shown
from webapp.trends.scene import town_of

#: Nothing was heard before; the calendar itself ends somewhere before.
_FIRST_YEAR: Final = 1990
#: Kept decisions that the page lists, the latest days first; the API tells them all.
_SHELVED: Final = 200


class Found(NamedTuple):
    """A comparison, ready to be shown."""

    said: list[Said]
    method: str
    windows: str
    panels: list[Shown]
    words: Shown
    before: list[Quoted]
    after: list[Quoted]


async def decision_page(site: Site, request: Request) -> Response:
    """Answer `/decision`: the form, and the comparison once a day is given."""
    return await _page(site, request, DecisionAsked.of(request.query_params))


async def kept_page(site: Site, request: Request) -> Response:
    """Answer `/decision/{key}`: a decision kept, compared anew."""
    one = await taken(site, request.path_params["key"])
    return await _page(site, request, DecisionAsked.kept(one.decision), one)


async def keep(site: Site, request: Request) -> Response:
    """Keep a decision, then show it at its address."""
    asked = DecisionAsked.of(await request.form())
    if asked.on is None or not asked.name:
        raise HTTPException(400)
    key = await put(site, asked.keeping(asked.on), town_of(site, asked.asked).slug)
    return RedirectResponse(f"/decision/{key}?did=decision_kept", 303)


async def drop(site: Site, request: Request) -> Response:
    """Let a decision go."""
    await take_away(site, await taken(site, request.path_params["key"]))
    return RedirectResponse("/decision?did=decision_dropped", 303)


async def decision_drawing(site: Site, request: Request) -> Response:
    """Answer `/decision/volume.svg` or `.png`."""
    form = request.url.path.rpartition(".")[2]
    return await drawing(site, request, form, lambda: _counted(site, request))


async def decision_sheet(site: Site, request: Request) -> Response:
    """Answer `/decision/volume.csv`."""
    name = f"file.decision.{_chart(request)}"
    return await sheet(site, site.reader(request), name, lambda: _counted(site, request))


async def _page(
    site: Site, request: Request, asked: DecisionAsked, one: OnShelf | None = None
) -> Response:
    reader, problem, found = site.reader(request), "", None
    try:
        found = await _found(site, reader, asked) if asked.on else None
    except InvalidInput as error:
        problem = error.say.to(reader.language)
    kept = (await shelf(site))[:_SHELVED]
    return site.page(
        request,
        "decision.html",
        status=400 if problem else 200,
        reader=reader,
        asked=asked,
        kinds=KINDS,
        weeks=WEEKS,
        problem=problem,
        found=found,
        one=one,
        on=day_of(asked.on, reader) if asked.on else "",
        kept=[(each, day_of(each.on, reader)) for each in kept],
        may_keep=site.actor is not None and site.actor.may("officer"),
        filters=[
            (name, value, reader.label(name, value))
            for name, values in asked.asked.filters.items()
            for value in values
        ],
    )


async def _found(site: Site, r: Reader, asked: DecisionAsked) -> Found | None:
    windows, query, zone = windows_of(site, r, asked)
    if windows is None:
        return None
    counted, (readings, before, after) = await asyncio.gather(
        count(site, query, windows, zone), read(site, query, windows, zone)
    )

    def ready(panel: Panel) -> Shown:
        return shown(panel, r, site.office.held, "/decision", asked.parameters)

    compared = counted.comparison
    voices = [r.number(round(voice)) for voice in compared.voices]
    return Found(
        said=conclusions(compared, r),
        method=r.say(
            "decision.method",
            n=r.number(compared.comparisons),
            before=voices[0],
            after=voices[1],
        ),
        windows=_told(windows, r),
        panels=[ready(panel) for panel in _panels(counted, asked, r)],
        words=ready(words(readings, r)),
        before=before,
        after=after,
    )


def windows_of(
    site: Site, r: Reader, asked: DecisionAsked
) -> tuple[Windows | None, Query, ZoneInfo]:
    """Return the two sides of a day, None without a day of which both can be had.

    A day before 1990 has none, nor one since which no whole day has passed. With
    what is asked of the store at any time, and the zone of the town's days.

    Raises:
        InvalidInput: the words are not understood.
        HTTPException: 403: the actor sees no town.
    """
    zone = ZoneInfo(town_of(site, asked.asked).timezone)
    now: datetime = r.now.astimezone(zone)
    query = scoped(asked.asked, site.actor, now)
    if asked.on is None or not _FIRST_YEAR <= asked.on.year <= now.year:
        return None, query, zone
    return site.office.analyst.windows(asked.on, asked.weeks, now.date()), query, zone


def _panels(counted: Counted, asked: DecisionAsked, r: Reader) -> Sequence[Panel]:
    compared = counted.comparison
    return (
        volume(counted, asked, r),
        shares("sentiments", "sentiment", compared.sentiments, r),
        shares("topics", "topic", compared.topics, r),
        shares("negative", "topic", compared.negative, r),
    )


def _told(windows: Windows, r: Reader) -> str:
    before, after = windows
    last = {"before": before, "after": after}
    days = {
        f"{name}_{end}": day_of(day, r)
        for name, span in last.items()
        for end, day in (("first", span.first), ("last", span.last))
    }
    if before.days == 1:
        one = {name: days[name] for name in ("before_first", "after_first")}
        return r.say("decision.windows.one", **one)
    return r.say("decision.windows", days=r.number(before.days), **days)


async def _counted(site: Site, request: Request) -> Chart | None:
    asked, r, name = DecisionAsked.of(request.query_params), site.reader(request), _chart(request)
    windows, query, zone = windows_of(site, r, asked)
    if windows is None:
        return None
    if name == "words":
        return words((await read(site, query, windows, zone))[0], r).chart
    panels = _panels(await count(site, query, windows, zone), asked, r)
    return next(panel.chart for panel in panels if panel.id == name)


def _chart(request: Request) -> str:
    name: str = request.path_params["chart"]
    if name not in CHARTS:
        raise HTTPException(404)
    return name


DECISION_ROUTES: Final = (
    Route("/decision", decision_page),
    Route("/decision", keep, need="officer", method="POST"),
    Route("/decision/{chart}.svg", decision_drawing),
    Route("/decision/{chart}.png", decision_drawing),
    Route("/decision/{chart}.csv", decision_sheet),
    Route("/decision/{key}", kept_page),
    Route("/decision/{key}/retrait", drop, need="officer", method="POST"),
)
