"""The trends: the figures under each of the page's charts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Meta
from starlette.requests import Request

from vigie.chart_table import rows_of
from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns
from webapp.mentions.asked import FILTERS
from webapp.trends.asked import STRETCHES
from webapp.trends.charts import PANELS
from webapp.trends.scene import scene_of

_Values: Any = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=20)
]
_Period: Any = Literal[tuple(STRETCHES)]

#: Words and filters as `/mentions` takes them, over a period or from a day to another.
_TrendsAsked: Final = msgspec.defstruct(
    "TrendsAsked",
    [
        ("q", Annotated[str, Meta(max_length=500, description="In the search language.")], ""),
        ("period", Annotated[_Period | None, Meta(description="Up to today.")], None),
        ("first", date | None, msgspec.field(default=None, name="from")),
        ("last", date | None, msgspec.field(default=None, name="to")),
        *((name, _Values, ()) for name in dict.fromkeys((*FILTERS, "town"))),
    ],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
)


class TrendSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a chart, its words in the reader's language.

    Attributes:
        heads: names of the columns; none when there is nothing to count.
        rows: days are ISO 8601, shares go from 0 to 1.
        note: what must be known to read it.
    """

    panel: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


async def _one(call: Call) -> Reply:
    name = call.named("panel")
    if name not in PANELS:
        raise Problem("not_found")
    seen_towns(call, call.asked.town)
    try:
        scene = scene_of(call.site, _in_its_language(call))
    except InvalidInput as error:
        raise Problem("invalid", error.say, faults=(("q", error.say),)) from error
    panel = await PANELS[name](scene)
    chart = panel.chart
    told = TrendSaid(
        panel=name,
        title=panel.title,
        note=panel.note,
        heads=chart.heads if chart else (),
        rows=rows_of(chart) if chart else (),
    )
    return Reply(told)


def _in_its_language(call: Call) -> Request:
    """Return the request as the page would get it, in the language that the caller asks for."""
    pairs = [*call.request.query_params.multi_items(), ("lang", call.reader.language)]
    question = urlencode(pairs, errors="replace").encode()
    return Request({**call.request.scope, "query_string": question})


TRENDS: Final = (
    Operation(
        id="get_trend",
        path="/trends/{panel}",
        tag="trends",
        says=Say(
            "Lire les chiffres d’une tendance : " + ", ".join(PANELS),
            "Read the figures of a trend: " + ", ".join(PANELS),
        ),
        does=_one,
        gives=TrendSaid,
        asks=_TrendsAsked,
    ),
)
