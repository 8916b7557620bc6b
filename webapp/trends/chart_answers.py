"""A chart's drawing or data, as an answer; a drawing that cannot be made says so itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from typing import Final, Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.chart import Chart, Look
from vigie.chart_table import rows_of
from vigie.errors import Unavailable
from webapp.downloads import csv_download
from webapp.reader import Reader
from webapp.site import Site
from webapp.trends.chart_panels import WIDTHS

_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}

Counting = Callable[[], Awaitable[Chart | None]]


async def drawing(site: Site, request: Request, form: str, count: Counting) -> Response:
    """Answer with a drawing, of the chart that the page held or else counted again."""
    chart = site.office.held.get(request.query_params.get("chart", "")) or await count()
    if chart is None:
        raise HTTPException(404)
    theme: Literal["light", "dark"] = (
        "dark" if request.query_params.get("theme") == "dark" else "light"
    )
    width = WIDTHS.get(request.query_params.get("width", ""), WIDTHS["wide"])
    try:
        body = await site.office.draw(chart, Look(theme, width), form)
    except Unavailable as problem:
        sentence = problem.say.to(site.reader(request).language)
        # A browser shows a picture whatever its status: the page tells, and the table is there.
        return Response(_told(sentence, width, theme), 503, media_type=_TYPES["svg"])
    return Response(body, media_type=_TYPES[form], headers={"Cache-Control": "private, no-cache"})


async def sheet(site: Site, reader: Reader, name: str, count: Counting) -> Response:
    """Answer with the chart's table as CSV."""
    chart = await count()
    if chart is None:
        raise HTTPException(404)
    body = site.office.sheet(chart.heads, rows_of(chart))
    return csv_download(body, f"{reader.say(name)}.csv")


def _told(sentence: str, width: int, theme: str) -> str:
    ground, ink = ("#1c2326", "#e8edee") if theme == "dark" else ("#ffffff", "#1d2528")
    lines = sentence.replace(". ", ".\n").split("\n")
    spans = "".join(
        f'<tspan x="12" y="{28 + 20 * place}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    height = 24 + 20 * len(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="100%" height="100%" fill="{ground}"/>'
        f'<text font-family="Liberation Sans, Arial, sans-serif" font-size="13" fill="{ink}">'
        f"{spans}</text></svg>"
    )
