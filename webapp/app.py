"""Builds the application: its pages, its guard, its errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from fastapi import FastAPI
from prometheus_client import REGISTRY, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from vigie.clock import Clock
from vigie.contracts import Outbox, Store
from vigie.coverage import Covering
from vigie.theme import Theme
from vigie.town import Town
from webapp.alerts_page import alerts_page
from webapp.coverage_page import coverage_json, coverage_page, former_page
from webapp.guard import Guard
from webapp.health import healthz, metrics
from webapp.inbox import inbox_page
from webapp.mention_page import mention_page
from webapp.refusals import answer_errors
from webapp.site import HERE, Site

Page = Callable[[Site, Request], Awaitable[Response]]

_PAGES: Final[dict[str, Page]] = {
    "/": inbox_page,
    "/mention/{mention}": mention_page,
    "/couverture": coverage_page,
    "/couverture.json": coverage_json,
    "/sources": former_page,
    "/alerts": alerts_page,
    "/healthz": healthz,
}


def create(
    store: Store,
    *,
    towns: Sequence[Town],
    clock: Clock,
    themes: Sequence[Theme] = (),
    coverage: Covering,
    outbox: Outbox | None = None,
    language: str = "fr",
    allowed_hosts: Collection[str] = ("localhost", "127.0.0.1", "[::1]"),
    registry: CollectorRegistry = REGISTRY,
) -> FastAPI:
    """Build the team's pages over a store; they read and never write.

    There are no accounts: whoever reaches the port reads everything, so it is served on this
    machine only. Works without JavaScript, and asks nothing of any other host.

    Args:
        store: every page waits for it; a store that is away gives a page that says so (503).
        towns: the profiles; the first one's time zone is the list's.
        themes: what the towns follow beside their mentions; each has a list of its own.
        clock: for « il y a 3 h » and for what is late.
        coverage: tells what is heard and what is not.
        outbox: of alerts, None when the installation sends none.
        language: of a reader who has chosen none, "fr" or "en".
        allowed_hosts: names under which the pages answer (see `webapp.guard.Guard`).
        registry: what `/metrics` shows.
    """
    app = FastAPI(title="Vigie", docs_url=None, redoc_url=None, openapi_url=None)
    site = Site(
        store=store,
        towns=tuple(towns),
        themes=tuple(themes),
        clock=clock,
        covering=coverage,
        outbox=outbox,
        language=language,
    )
    for path, page in _PAGES.items():
        app.add_route(path, _bound(page, site), methods=["GET"])
    app.add_route("/metrics", lambda _request: metrics(registry), methods=["GET"])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    answer_errors(app, site)
    app.add_middleware(Guard, allowed_hosts=allowed_hosts)
    return app


def _bound(page: Page, site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await page(site, request)

    return answer
