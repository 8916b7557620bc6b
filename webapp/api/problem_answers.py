"""Problems as answers: whatever goes wrong under `/api/` is told so, never as a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput, Unavailable
from webapp.api.etags import etag
from webapp.api.languages import language_of
from webapp.api.problem import MEDIA, Problem, is_api
from webapp.mention.changing import Conflict, UnknownMention
from webapp.site import Site


def tell_problems(app: FastAPI, site: Site) -> None:
    """Have a program told of a problem wherever a person would be shown a page."""
    for kind, page in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _told(site, page))


def _told(site: Site, page: Callable[..., Any]) -> Callable[..., Awaitable[Response]]:
    async def told(request: Request, error: Exception) -> Response:
        if is_api(request):
            return problem_answer(request, error, site.language)
        answer: Response = await page(request, error)
        return answer

    return told


def problem_answer(request: Request, error: Exception, language: str) -> Response:
    """Return the answer that tells an error; `language` is the site's, for who asks for none."""
    problem = problem_of(error)
    told = problem.told(language_of(request, language))
    headers = {**(problem.headers or {}), "Vary": "Accept-Language"}
    return Response(
        msgspec.json.encode(told), problem.status_code, headers=headers, media_type=MEDIA
    )


def problem_of(error: Exception) -> Problem:
    """Return any error as a problem; what was not foreseen says nothing of itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return Problem.of_status(error.status_code, error.headers)
    return _of_ours(error) or Problem("failed")


def _of_ours(error: Exception) -> Problem | None:
    match error:
        case UnknownMention():
            return Problem("not_found")
        case Conflict(record=record):
            now = record.review.version if record.review else 0
            return Problem("stale", error.say, headers={"ETag": etag(now)})
        case InvalidInput(where=where):
            return Problem("invalid", error.say, faults=((where, error.say),) if where else ())
        case Unavailable(retry_after=wait):
            return Problem("away", headers={"Retry-After": str(max(int(wait or 5), 1))})
        case _:
            return None
