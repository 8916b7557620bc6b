"""From an operation to the page that the dispatcher calls: read, checked, done, answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from webapp.api.forged_calls import check_call
from webapp.api.idempotency import once
from webapp.api.languages import language_of
from webapp.api.operation import ROOT, Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.reading import read_body, read_query
from webapp.mention.changing import load
from webapp.reader import Reader
from webapp.route import Route
from webapp.site import Site


def route_of(operation: Operation) -> Route:
    """Return the route of an operation."""
    return Route(
        ROOT + operation.path,
        _page(operation),
        need=operation.need,
        method=operation.method,
        form=False,
    )


def _page(operation: Operation) -> Callable[[Site, Request], Awaitable[Response]]:
    async def page(site: Site, request: Request) -> Response:
        left = site.api.budget.spend(site.who)
        if left.wait:
            wait = {"Retry-After": str(int(left.wait) + 1)}
            raise Problem("too_many", headers={**left.headers, **wait})
        if operation.writes:
            check_call(site.forms, request)
        answer = await _answered(operation, site, request)
        answer.headers.update(left.headers)
        answer.headers.setdefault("Vary", "Accept-Language")
        return answer

    return page


async def _answered(operation: Operation, site: Site, request: Request) -> Response:
    if "mention" in request.path_params:
        # First of all: whatever else is wrong, what is another town's looks like nothing.
        await load(site, request.path_params["mention"])
    language = language_of(request, site.language)
    call = Call(
        site=site,
        request=request,
        reader=Reader(language, site.clock.now(), site.towns, site.themes),
        asked=read_query(request, operation.asks),
        body=await read_body(request, operation.body) if operation.body is not None else None,
    )
    if not operation.writes or not operation.keyed:
        return _response(await operation.does(call))
    sent = request.state.body if operation.body is not None else b""

    async def work() -> Response:
        return _response(await operation.does(call))

    return await once(site, request, sent, work)


def _response(done: Reply | Response) -> Response:
    if isinstance(done, Response):
        return done
    if done.value is None:
        return Response(status_code=done.status, headers=dict(done.headers))
    return Response(
        encoded(done.value),
        done.status,
        headers=dict(done.headers),
        media_type="application/json",
    )


def encoded(value: object) -> bytes:
    """Return JSON; a lone surrogate, which UTF-8 cannot hold, is written as « ? »."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_scrubbed(msgspec.to_builtins(value)))


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_scrubbed(name): _scrubbed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_scrubbed(each) for each in value]
    return value
