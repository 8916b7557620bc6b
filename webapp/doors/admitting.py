"""Lets a browser in, and out: its cookies change each time, so that none can be planted."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from webapp.cookies import give_cookie, read_cookie, take_cookie
from webapp.doors.account_door import COOKIE
from webapp.doors.entrance import Entrance
from webapp.doors.secret_words import hashed
from webapp.forgery import renew_visit

#: What a browser keeps of having been let in: see `webapp.doors.tries`.
DEVICE: Final = "vigie_device"
_HALF_A_YEAR: Final = 180 * 24 * 3600
# In this order: each of these names itself by those that follow too.
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


async def admit(entrance: Entrance, request: Request, account: str, onward: str) -> Response:
    """Open a new session for an account, whatever session the browser had; go on to a path.

    Args:
        entrance: where sessions are kept.
        request: of the browser.
        account: its name; it has just been checked.
        onward: a local path.
    """
    await _close(entrance, request)
    secret = await entrance.sessions.open(account, browser_of(request))
    answer = RedirectResponse(onward, 303)
    give_cookie(request, answer, COOKIE, secret)
    device = entrance.guesses.device(account)
    give_cookie(request, answer, DEVICE, device, seconds=_HALF_A_YEAR)
    renew_visit(request, answer)
    return answer


async def dismiss(entrance: Entrance, request: Request, onward: str) -> Response:
    """End the browser's session and go on to a path."""
    await _close(entrance, request)
    answer = RedirectResponse(onward, 303)
    take_cookie(request, answer, COOKIE)
    renew_visit(request, answer)
    return answer


def client_of(request: Request) -> str:
    """Return the address that a request comes from; the server has read the proxy's word."""
    return request.client.host if request.client else ""


def browser_of(request: Request) -> str:
    """Return the name of the browser, "" for one that is not known."""
    agent = request.headers.get("user-agent", "")
    return next((name for sign, name in _BROWSERS if sign in agent), "")


async def _close(entrance: Entrance, request: Request) -> None:
    if secret := read_cookie(request, COOKIE):
        await entrance.sessions.close([hashed(secret)])
