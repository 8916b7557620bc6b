"""Takes the list that is shown away as a file, for a spreadsheet or a program."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from vigie.errors import InvalidInput
from vigie.exporting import FORMATS, Heading
from vigie.query import Query
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
    form = request.path_params["form"]
    if form not in FORMATS or site.office.export is None or site.actor is None:
        raise HTTPException(404)
    asked, reader = Asked.of(request.query_params).varied(), site.reader(request)
    moments = reader.moments()
    try:
        query = asked.query(moments.now)
        count = (await site.store.count(query)).total
    except InvalidInput:
        return await list_page(site, request, asked)
    if count > MOST:
        told = reader.say("export.too_many", n=reader.number(count), most=reader.number(MOST))
        return await list_page(site, request, asked, told, 413)
    return await export_file(site, query, form, _heading(asked, count, reader))


async def export_file(site: Site, query: Query, form: str, heading: Heading) -> Response:
    """Return the mentions that answer as a file; note who took them away.

    Args:
        site: as they see it; its `office.export` is there.
        query: of 50,000 mentions at most, which its asker has counted.
        form: a key of `vigie.exporting.FORMATS`.
        heading: what stands first in the file.

    Raises:
        Unavailable: the store is away.
    """
    export, now = site.office.export, site.clock.now()
    assert export is not None  # noqa: S101 - whoever asks has seen to it
    day = heading.asked["at"][:10]
    detail = {"form": form, "mentions": heading.asked["mentions"]}
    await note(site.office.papers, now, site.who, "exported", detail=detail)
    return StreamingResponse(
        export(site.store, replace(query, limit=_PAGE), form, heading),
        media_type=FORMATS[form],
        # Of our own letters and digits: nothing that was typed is in the file's name.
        headers={"Content-Disposition": f'attachment; filename="vigie-{day}.{form}"'},
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
