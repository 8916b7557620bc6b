"""The page of the drill: how to play it and, where it is played, the debrief."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from webapp.crisis.drill_debrief import debrief
from webapp.route import Route
from webapp.site import Site


async def drill_page(site: Site, request: Request) -> Response:
    """Answer `/exercice`."""
    reader, drill = site.reader(request), site.office.drill
    played = await debrief(site, reader, drill) if drill is not None and site.towns else None
    return site.page(request, "drill.html", reader=reader, played=played)


DRILL_ROUTES: Final = (Route("/exercice", drill_page),)
