"""Errors as pages: what went wrong and what to do, in the reader's language."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput, Unavailable
from webapp.mention.changing import Conflict, UnknownMention
from webapp.site import Site

_KNOWN = (400, 403, 404, 405, 409, 500, 503)


def answer_errors(app: FastAPI, site: Site) -> None:
    """Make every error of the application a page; none shows a trace or a text from outside."""

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        answer = refusal(site, request, status)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    async def invalid(request: Request, _error: Exception) -> Response:
        return refusal(site, request, 400)

    async def unknown(request: Request, _error: Exception) -> Response:
        return refusal(site, request, 404)

    async def conflict(request: Request, _error: Exception) -> Response:
        return refusal(site, request, 409)

    async def unavailable(request: Request, error: Exception) -> Response:
        answer = refusal(site, request, 503)
        wait = error.retry_after if isinstance(error, Unavailable) else None
        answer.headers["Retry-After"] = str(max(int(wait or 5), 1))
        return answer

    async def unexpected(request: Request, _error: Exception) -> Response:
        return refusal(site, request, 500)

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(InvalidInput, invalid)
    app.add_exception_handler(UnknownMention, unknown)
    app.add_exception_handler(Conflict, conflict)
    app.add_exception_handler(Unavailable, unavailable)
    app.add_exception_handler(Exception, unexpected)


def refusal(site: Site, request: Request, status: int) -> Response:
    """Return the page of an error; a status without a page of its own gets its family's."""
    shown = status if status in _KNOWN else (400 if status < 500 else 500)
    seen: Site = getattr(request.state, "seen", site)
    return seen.page(request, "error.html", status=status, error=shown)
