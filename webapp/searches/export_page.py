"""Takes the list that is shown away as a file, for a spreadsheet or a program."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from vigie.errors import InvalidInput
from vigie.exporting import FORMATS, Heading
from webapp.log_of_acts import note
from webapp.mentions.asked import Asked
from webapp.mentions.inbox import list_page
from webapp.reader import Reader
from webapp.searches.page import in_words
from webapp.site import Site

#: Mentions that one file may hold.
MOST: Final = 50_000
_PAGE: Final = 500


async def export_page(site: Site, request: Request) -> Response:
    """Answer `/mentions/export.{form}` with what `/mentions` would show at the same address.

    A list that is not understood, or too long, is told on its page instead.
    """
    form, export = request.path_params["form"], site.office.export
    if form not in FORMATS or export is None or site.actor is None:
        raise HTTPException(404)
    asked, reader, store = (
        Asked.of(request.query_params).varied(),
        site.reader(request),
        site.store,
    )
    moments = reader.moments()
    try:
        query = replace(asked.query(moments.now), limit=_PAGE)
        count = (await store.count(query)).total
    except InvalidInput:
        return await list_page(site, request, asked)
    if count > MOST:
        told = reader.say("export.too_many", n=reader.number(count), most=reader.number(MOST))
        return await list_page(site, request, asked, told, 413)
    now = site.clock.now()
    detail = {"form": form, "mentions": str(count)}
    await note(site.office.papers, now, site.actor.name, "exported", detail=detail)
    heading = _heading(asked, count, reader)
    return StreamingResponse(
        export(store, query, form, heading),
        media_type=FORMATS[form],
        # Of our own letters and digits: nothing that was typed is in the file's name.
        headers={
            "Content-Disposition": f'attachment; filename="vigie-{moments.now:%Y-%m-%d}.{form}"'
        },
    )


def _heading(asked: Asked, count: int, reader: Reader) -> Heading:
    moments = reader.moments()
    what = " ; ".join(in_words(asked, reader))
    mentions, when = reader.count("mentions", count), moments.full(moments.now)
    return Heading(
        line=reader.say("export.heading", what=what, mentions=mentions, when=when),
        asked={
            "question": asked.question.removeprefix("?"),
            "at": moments.now.isoformat(timespec="seconds"),
            "mentions": str(count),
        },
        language=reader.language,
    )
