"""Every operation of the API, its routes, and the two addresses that describe them."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from vigie.actor import ROLES
from webapp.api.acts_log import ACTS_LOG
from webapp.api.alerts import ALERTS
from webapp.api.answering import encoded, route_of
from webapp.api.case_acts import CASE_ACTS
from webapp.api.cases import CASES
from webapp.api.crises import CRISES
from webapp.api.crisis_acts import CRISIS_ACTS
from webapp.api.decisions import DECISIONS
from webapp.api.events import EVENTS_STREAM
from webapp.api.exports import EXPORTS
from webapp.api.languages import language_of
from webapp.api.listening import LISTENING
from webapp.api.mentions import MENTIONS
from webapp.api.openapi import openapi
from webapp.api.operation import ROOT, Operation
from webapp.api.problem import KINDS
from webapp.api.reports import REPORTS
from webapp.api.reviews import REVIEWS
from webapp.api.rule_acts import RULE_ACTS
from webapp.api.rules import RULES
from webapp.api.search_acts import SEARCH_ACTS
from webapp.api.searches import SEARCHES
from webapp.api.trends import TRENDS
from webapp.api.words import WORDS
from webapp.route import ANYONE, Route
from webapp.site import Site

OPERATIONS: Final[tuple[Operation, ...]] = (
    *MENTIONS,
    *EXPORTS,
    *REVIEWS,
    *CASES,
    *CASE_ACTS,
    *ALERTS,
    *RULES,
    *RULE_ACTS,
    *SEARCHES,
    *SEARCH_ACTS,
    *CRISES,
    *CRISIS_ACTS,
    *TRENDS,
    *DECISIONS,
    *REPORTS,
    *ACTS_LOG,
    *LISTENING,
    *WORDS,
    *EVENTS_STREAM,
)


async def openapi_page(site: Site, request: Request) -> Response:
    """Answer `/api/v1/openapi.json`; it tells nothing of the installation."""
    described = openapi(OPERATIONS, language_of(request, site.language))
    headers = {"Vary": "Accept-Language"}
    return Response(encoded(described), headers=headers, media_type="application/json")


async def api_page(site: Site, request: Request) -> Response:
    """Answer `/api/v1/`: what the API does, for a person."""
    reader = site.reader(request)
    tags = list(dict.fromkeys(each.tag for each in OPERATIONS))
    groups = [(tag, [each for each in OPERATIONS if each.tag == tag]) for tag in tags]
    return site.page(
        request,
        "api.html",
        reader=reader,
        groups=groups,
        kinds=[(kind, status, title) for kind, (status, title) in KINDS.items()],
        roles={role: name._asdict() for role, name in ROLES.items()},
        root=ROOT,
    )


API_ROUTES: Final[tuple[Route, ...]] = (
    *(route_of(each) for each in OPERATIONS),
    Route(f"{ROOT}/openapi.json", openapi_page, need=ANYONE),
    Route(f"{ROOT}/", api_page),
)
