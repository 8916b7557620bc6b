"""The API as a program calls it, in tests: over a store, as someone, with a token to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
from fastapi import FastAPI
from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.drawing import shared
from pipeline.installation import Installation
from pipeline.report_desk import ReportDesk
from pipeline.reporting import Reporting
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_installation, an_office
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import Clock
from vigie.record import Record
from vigie.town import Town
from webapp.app import create

#: Another town of the same installation.
ELSEWHERE: Town = replace(TOWN, slug="ailleurs", name="Ailleurs")
#: What no browser adds by itself: the door of these tests lets everyone in all the same.
BEARER = {"Authorization": "Bearer essai"}
OFFICER = Actor(name="anne", role="officer")


class TokenDoor:
    """Lets in whoever shows the one token."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def actor(self, request: Request) -> Actor | None:
        """See `Door.actor`."""
        shown = request.headers.get("authorization") == BEARER["Authorization"]
        return self._actor if shown else None

    async def turn_away(self, request: Request) -> Response:
        """See `Door.turn_away`."""
        del request
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})


def an_app(store: Any, clock: Clock, actor: Actor = OFFICER, **others: Any) -> FastAPI:
    """The application of an installation of two towns, as `actor` meets it."""
    return create(
        store,
        **{
            "towns": (TOWN, ELSEWHERE),
            "clock": clock,
            "coverage": Ears(store, clock),
            "office": an_office(
                store, actor, it=an_it(store, clock), reports=its_reports(store, clock)
            ),
            "outbox": store,
            "registry": CollectorRegistry(),
        }
        | others,
    )


def an_it(store: Any, clock: Clock, **others: Any) -> Installation:
    """The installation of the two towns."""
    return an_installation(store, clock=clock, towns=(TOWN, ELSEWHERE), **others)


def its_reports(store: Any, clock: Clock) -> ReportDesk:
    """What makes the reports of the two towns."""
    reporting = Reporting(store, Ears(store, clock), clock)
    return ReportDesk(reporting, store, towns=(TOWN, ELSEWHERE), draw=shared, clock=clock)


def a_caller(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    """A program that calls the API with a token."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(
        transport=transport, base_url="http://localhost/api/v1", headers={**BEARER, **headers}
    )


async def heard(store: Any, *records: Record) -> Sequence[str]:
    """Write records; return their ids."""
    await store.write(Batch(records=records))
    return [each.mention.id for each in records]


def problem_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem that an answer tells, and nothing but a problem."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert "Traceback" not in answer.text
    return told
