"""Mentions taken away as a file, by the code of the list's own exports."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from msgspec import Meta
from starlette.responses import Response

from vigie.exporting import FORMATS, Heading
from vigie.say import Say
from webapp.api.filters import asking, query_of
from webapp.api.operation import Call, Operation
from webapp.api.problem import Problem
from webapp.searches.export_page import MOST, export_file

_Order: Any = Literal["newest", "oldest", "best"]
_ExportAsked: Final = asking(
    "ExportAsked",
    (
        "order",
        Annotated[_Order, Meta(description="By date, or by relevance to the words.")],
        "newest",
    ),
)


async def _export(call: Call) -> Response:
    form, reader = call.named("form"), call.reader
    if form not in FORMATS or call.site.office.export is None:
        raise Problem("not_found")
    query = query_of(call, order=call.asked.order)
    count = (await call.site.store.count(query)).total
    if count > MOST:
        told = reader.say("export.too_many", n=reader.number(count), most=reader.number(MOST))
        raise Problem("too_large", Say(told, told))
    question, moments = call.request.url.query, reader.moments()
    mentions, when = reader.count("mentions", count), moments.full(moments.now)
    heading = Heading(
        line=reader.say("export.heading", what=question, mentions=mentions, when=when),
        asked={
            "question": question,
            "at": moments.now.isoformat(timespec="seconds"),
            "mentions": str(count),
        },
        language=reader.language,
    )
    return await export_file(call.site, query, form, heading)


EXPORTS: Final = (
    Operation(
        id="export_mentions",
        path="/exports/{form}",
        tag="mentions",
        says=Say(
            "Emporter les mentions d’une recherche : " + ", ".join(FORMATS),
            "Take the mentions of a search away: " + ", ".join(FORMATS),
        ),
        does=_export,
        asks=_ExportAsked,
        files=tuple(media.partition(";")[0] for media in FORMATS.values()),
        need="officer",
        refuses=("too_large",),
    ),
)
