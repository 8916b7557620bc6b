"""Builds the application: its pages, its guard, its errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from fastapi import FastAPI
from prometheus_client import REGISTRY, CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from vigie.clock import Clock
from vigie.contracts import Outbox, Store
from vigie.coverage import Covering
from vigie.theme import Theme
from vigie.town import Town
from webapp.alerts_page import alerts_page
from webapp.api.problem_answers import tell_problems
from webapp.api.routes import API_ROUTES
from webapp.cases.case_page import CASE_ROUTES
from webapp.coverage_page import coverage_json, coverage_page, former_page
from webapp.crisis.crises import active_crises
from webapp.crisis.drill_page import DRILL_ROUTES
from webapp.crisis.page import CRISIS_ROUTES
from webapp.decision.page import DECISION_ROUTES
from webapp.doors.door_routes import DOOR_ROUTES
from webapp.forgery import Forms
from webapp.guard import LOCAL, Guard
from webapp.health import healthz, metrics
from webapp.mention.act_routes import MENTION_ACTS
from webapp.mention.page import MENTION_ROUTES
from webapp.mentions.inbox import inbox_page
from webapp.morning.page import morning_page
from webapp.office import Office
from webapp.refusals import answer_errors
from webapp.reports_page import REPORT_ROUTES
from webapp.route import ANYONE, Route
from webapp.rules.rule_page import RULE_ROUTES
from webapp.searches.routes import SEARCH_ROUTES
from webapp.settings_page import SETTINGS_ROUTES
from webapp.site import HERE, Site
from webapp.trends.page import TRENDS_ROUTES

#: Every route of the site: what is not here is not answered. The matrix of who may do what is
#: tested over it.
ROUTES: Final[tuple[Route, ...]] = (
    Route("/", morning_page),
    Route("/mentions", inbox_page),
    *MENTION_ROUTES,
    *MENTION_ACTS,
    Route("/couverture", coverage_page),
    Route("/couverture.json", coverage_json),
    Route("/sources", former_page),
    Route("/alerts", alerts_page),
    *REPORT_ROUTES,
    Route("/healthz", healthz, need=ANYONE),
    *DOOR_ROUTES,
    *TRENDS_ROUTES,
    *DECISION_ROUTES,
    *SEARCH_ROUTES,
    *API_ROUTES,
    *CASE_ROUTES,
    *RULE_ROUTES,
    *CRISIS_ROUTES,
    *DRILL_ROUTES,
    *SETTINGS_ROUTES,
)


def create(
    store: Store,
    *,
    towns: Sequence[Town],
    clock: Clock,
    themes: Sequence[Theme] = (),
    coverage: Covering,
    office: Office,
    outbox: Outbox | None = None,
    language: str = "fr",
    allowed_hosts: Collection[str] = tuple(LOCAL),
    registry: CollectorRegistry = REGISTRY,
    public_url: str = "",
    in_container: bool = False,
) -> FastAPI:
    """Build the team's pages over a store.

    They work without JavaScript, and ask nothing of any other host.

    Args:
        store: every page waits for it; a store that is away gives a page that says so (503).
        towns: the profiles; the first one's time zone is the list's.
        themes: what the towns follow beside their mentions; each has a list of its own.
        clock: for « il y a 3 h » and for what is late.
        coverage: tells what is heard and what is not.
        office: what can be done beside reading, and who is let in.
        outbox: of alerts, None when the installation sends none.
        language: of a reader who has chosen none, "fr" or "en".
        allowed_hosts: names under which the pages answer (see `webapp.guard.Guard`).
        registry: what `/metrics` shows.
        public_url: the site's address beyond this machine, "" for none.
        in_container: see `webapp.guard.Guard`.
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
        office=office,
        forms=Forms(office.key),
        paths=frozenset(route.path for route in ROUTES),
    )
    by_path: dict[str, list[Route]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, []).append(route)
    for path, routes in by_path.items():
        methods = [route.method for route in routes]
        app.add_route(path, _bound(routes, site), methods=methods)
    app.add_route("/metrics", partial(metrics, site, registry), methods=["GET"])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    answer_errors(app, site)
    tell_problems(app, site)
    app.state.closing = site.api.closing
    app.add_middleware(
        Guard, allowed_hosts=allowed_hosts, public_url=public_url, in_container=in_container
    )
    return app


def _bound(routes: Sequence[Route], site: Site) -> Callable[[Request], Awaitable[Response]]:
    by_method = {route.method: route for route in routes}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    async def answer(request: Request) -> Response:
        route = by_method[request.method]
        actor = await site.office.door.actor(request)
        if route.need != ANYONE:
            if actor is None:
                return await site.office.door.turn_away(request)
            if not actor.may(route.need):
                raise HTTPException(403)
        if route.writes and route.form:
            await site.forms.check(request)
        seen = site.seen_by(actor)
        if route.need != ANYONE:
            slugs = [town.slug for town in seen.towns]
            seen = replace(seen, crises=await active_crises(site.office.papers, slugs))
        # What goes wrong is told as this visitor may see it: no other town's name is on it.
        request.state.seen = seen
        return await route.page(seen, request)

    return answer
