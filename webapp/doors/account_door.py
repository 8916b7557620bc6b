"""The door of an installation with accounts: a session's cookie, or a token of the API."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from vigie.actor import Actor
from webapp.api.problem import Problem, is_api
from webapp.cookies import read_cookie
from webapp.doors.entrance import Entrance

COOKIE: Final = "vigie_session"
LOG_IN: Final = "/connexion"
#: What programs ask for, below these.
_PROGRAMS: Final = ("/api/", "/metrics")


class AccountDoor:
    """Implements `webapp.door.Door`.

    A page is opened by a session. Below `/api/`, and for `/metrics`, a token opens what its scopes
    allow; a session only reads there, since a call that writes bears no form's token.
    """

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    async def actor(self, request: Request) -> Actor | None:
        """See `webapp.door.Door.actor`."""
        api, bearer = request.url.path.startswith(_PROGRAMS), request.headers.get("authorization")
        if api and bearer is not None:
            kind, _, secret = bearer.partition(" ")
            known = kind.lower() == "bearer" and secret.isascii()
            return await self._entrance.tokens.actor(secret.strip()) if known else None
        if api and request.method not in ("GET", "HEAD"):
            return None
        return await self._visitor(request)

    async def turn_away(self, request: Request) -> Response:
        """See `webapp.door.Door.turn_away`."""
        if is_api(request):
            raise Problem("unknown_caller", headers={"WWW-Authenticate": 'Bearer realm="vigie"'})
        if request.url.path.startswith(_PROGRAMS):
            problem = {"type": "about:blank", "title": "Unauthorized", "status": 401}
            headers = {"WWW-Authenticate": 'Bearer realm="vigie"'}
            return JSONResponse(
                problem, 401, headers=headers, media_type="application/problem+json"
            )
        if request.method not in ("GET", "HEAD"):
            return RedirectResponse(LOG_IN, 303)
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        question = "" if asked == "/" else f"?{urlencode({'next': asked}, errors='replace')}"
        return RedirectResponse(f"{LOG_IN}{question}", 303)

    async def _visitor(self, request: Request) -> Actor | None:
        secret = read_cookie(request, COOKIE)
        opened = await self._entrance.sessions.find(secret) if secret else None
        if opened is None:
            return None
        account = await self._entrance.accounts.find(opened.session.account)
        if account is None or account.disabled:
            return None
        # Forms are bound to it: see `webapp.forgery`.
        request.state.session = opened.key
        return Actor(name=account.name, role=account.role, towns=account.towns)
