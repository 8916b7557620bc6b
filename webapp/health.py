"""What machines ask: is it alive, and how much has it done."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vigie import __version__
from vigie.errors import Unavailable
from webapp.guard import LOCAL, host_name
from webapp.site import Site


async def healthz(site: Site, request: Request) -> Response:
    """Answer `/healthz`: 200 when the store answers, 503 when it does not.

    Which sources fail is told to this machine and to those who are let in, of their own towns.
    """
    try:
        sources = await site.store.sources()
    except Unavailable:
        return JSONResponse({"status": "unavailable", "version": __version__}, status_code=503)
    if not _is_local(request) and site.actor is None:
        return JSONResponse({"status": "ok", "version": __version__})
    failing = sorted(name for name, status in sources.items() if status.state != "working")
    return JSONResponse({"status": "ok", "version": __version__, "failing_sources": failing})


async def metrics(site: Site, registry: CollectorRegistry, request: Request) -> Response:
    """Answer `/metrics` in Prometheus' text format: to this machine, or to who is let in.

    They are the whole installation's: someone of some of its towns is not shown them.
    """
    actor = await site.office.door.actor(request)
    if not _is_local(request) and actor is None:
        return await site.office.door.turn_away(request)
    if actor is not None and actor.towns:
        raise HTTPException(403)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _is_local(request: Request) -> bool:
    """Tell whether it is this machine that asks; another may not use its names (`Guard`)."""
    return host_name(request.headers.getlist("host")) in LOCAL
