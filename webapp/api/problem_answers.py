"""Problems as answers: whatever goes wrong under `/api/` is told so, never as a page."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput, Unavailable
from webapp.api.languages import language_of
from webapp.api.problem import MEDIA, Problem

#: What every address of the API begins with.
ROOT: Final = "/api/"


def is_api(request: Request) -> bool:
    """Tell whether a program asks, and is to be answered as one."""
    return request.url.path.startswith(ROOT)


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
    if isinstance(error, InvalidInput):
        faults = ((error.where, error.say),) if error.where else ()
        return Problem("invalid", error.say, faults=faults)
    if isinstance(error, Unavailable):
        wait = max(int(error.retry_after or 5), 1)
        return Problem("away", headers={"Retry-After": str(wait)})
    return Problem("failed")
