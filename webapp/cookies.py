"""Our cookies: never read by a script, never sent from another site, https only where it is."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

# With this prefix a browser takes the cookie from this very host only, over https only: no
# neighbouring site can plant one.
_HOST_ONLY: Final = "__Host-"


def read_cookie(request: Request, name: str) -> str:
    """Return what a cookie of ours holds, "" when the request has none."""
    return request.cookies.get(_named(request, name), "")


def give_cookie(
    request: Request, answer: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Give a cookie, until the browser closes, or for `seconds`."""
    answer.set_cookie(
        _named(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_cookie(request: Request, answer: Response, name: str) -> None:
    """Take a cookie back."""
    answer.delete_cookie(
        _named(request, name),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _named(request: Request, name: str) -> str:
    return f"{_HOST_ONLY}{name}" if _is_secure(request) else name
