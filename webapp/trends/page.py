"""`/tendances`: what is spoken of, where, how much and in which tone, over a stretch of days."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.chart import Chart
from vigie.errors import InvalidInput
from webapp.downloads import csv_download
from webapp.mentions.asked import Asked
from webapp.route import Route
from webapp.site import Site
from webapp.trends.asked import STRETCHES
from webapp.trends.chart_answers import drawing, sheet
from webapp.trends.chart_panels import day_of, shown
from webapp.trends.charts import PANELS
from webapp.trends.filters import Choice, filters
from webapp.trends.scene import Scene, scene_of
from webapp.trends.stories import stories


async def trends_page(site: Site, request: Request) -> Response:
    """Answer `/tendances`. Words that are not understood are told, and left out."""
    reader, problem = site.reader(request), ""
    try:
        scene = scene_of(site, request)
    except InvalidInput as error:
        problem = error.say.to(reader.language)
        scene = scene_of(site, _without_words(request))
    trends = scene.trends
    panels = await asyncio.gather(*(panel(scene) for panel in PANELS.values()))
    told, offered, count = await asyncio.gather(
        stories(scene),
        filters(site, reader, trends.asked, scene.bound, trends.address),
        site.store.count(scene.bound),
    )
    held, parameters = site.office.held, trends.parameters
    return site.page(
        request,
        "trends.html",
        status=400 if problem else 200,
        reader=scene.reader,
        problem=problem,
        words=request.query_params.get("q", "")[:500],
        total=scene.reader.count("mentions", count.total),
        stretch=_stretch(scene),
        trends=trends,
        kept=[pair for pair in parameters if pair[0] not in {"q", "from", "to", "period"}],
        periods=_periods(scene),
        panels=[shown(each, scene.reader, held, "/tendances", parameters) for each in panels],
        stories=told,
        stories_sheet=f"/tendances/stories.csv{trends.address().removeprefix('/tendances')}",
        filters=offered,
        filtered=bool(trends.asked.filters),
        unfiltered=trends.address(trends.asked.without_filters()),
        mentions=Asked(
            words=trends.asked.words,
            filters=trends.asked.filters,
            first=trends.first,
            last=trends.last,
        ).address,
    )


def _without_words(request: Request) -> Request:
    """Return the same request without its search."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "q"]
    return Request({**request.scope, "query_string": urlencode(kept).encode()})


async def trends_drawing(site: Site, request: Request) -> Response:
    """Answer `/tendances/volume.svg` or `.png`: one chart's drawing."""
    return await drawing(site, request, _form(request), lambda: _counted(site, request))


async def trends_sheet(site: Site, request: Request) -> Response:
    """Answer `/tendances/volume.csv`: one chart's figures."""
    if request.path_params["panel"] == "stories":
        return await _stories_sheet(site, request)
    reader = site.reader(request)
    return await sheet(site, reader, f"file.{_panel(request)}", lambda: _counted(site, request))


async def _stories_sheet(site: Site, request: Request) -> Response:
    scene = scene_of(site, request)
    r = scene.reader
    rows = [(story.said, story.told, story.address) for story in await stories(scene)]
    heads = (r.say("trends.story"), r.say("trends.mentions"), r.say("trends.story.address"))
    return csv_download(site.office.sheet(heads, rows), f"{r.say('file.stories')}.csv")


async def _counted(site: Site, request: Request) -> Chart | None:
    return (await PANELS[_panel(request)](scene_of(site, request))).chart


def _panel(request: Request) -> str:
    name: str = request.path_params["panel"]
    if name not in PANELS:
        raise HTTPException(404)
    return name


def _form(request: Request) -> str:
    return request.url.path.rpartition(".")[2]


def _periods(scene: Scene) -> list[Choice]:
    r, trends = scene.reader, scene.trends
    return [
        Choice(
            name=r.say(f"trends.stretch.{name}"),
            figure="",
            chosen=trends.period == name,
            address=trends.address(period=name),
        )
        for name in STRETCHES
    ]


def _stretch(scene: Scene) -> str:
    trends, r = scene.trends, scene.reader
    return r.say("trends.between", first=day_of(trends.first, r), last=day_of(trends.last, r))


TRENDS_ROUTES: Final = (
    Route("/tendances", trends_page),
    Route("/tendances/{panel}.svg", trends_drawing),
    Route("/tendances/{panel}.png", trends_drawing),
    Route("/tendances/{panel}.csv", trends_sheet),
)
