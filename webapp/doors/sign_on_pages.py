"""The way by the town's provider: to it, and back."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.say import Say
from webapp.cookies import give_cookie, read_cookie, take_cookie
from webapp.doors.admitting import admit
from webapp.doors.log_in_page import entrance_of
from webapp.doors.secret_words import hashed
from webapp.doors.single_sign_on import NOT_GOOD, SingleSignOn
from webapp.links import local_path
from webapp.log_of_acts import note
from webapp.site import Site

#: Holds the hash of the state: the way back is for the browser that set out.
_COOKIE: Final = "vigie_sign_on"
_LASTS: Final = 600


async def set_out(site: Site, request: Request) -> Response:
    """Answer `/connexion/organisation`: send the browser to the provider."""
    sign_on = _sign_on(site)
    try:
        begun = await sign_on.begin(local_path(request.query_params.get("next")))
    except Unavailable as error:
        return _refused(site, request, error.say, 503)
    answer = RedirectResponse(begun.address, 303)
    give_cookie(request, answer, _COOKIE, hashed(begun.state), seconds=_LASTS)
    return answer


async def come_back(site: Site, request: Request) -> Response:
    """Answer the way back: let in whoever the provider vouches for."""
    sign_on, asked = _sign_on(site), request.query_params
    state, code = asked.get("state", ""), asked.get("code", "")
    ours = hmac.compare_digest(hashed(state).encode(), read_cookie(request, _COOKIE).encode())
    if not (ours and state and code):
        return _refused(site, request, NOT_GOOD, 403)
    try:
        let_in = await sign_on.finish(state, code, asked.get("iss"))
    except (InvalidInput, Refused) as error:
        return _refused(site, request, error.say, 403)
    except Unavailable as error:
        return _refused(site, request, error.say, 503)
    name = let_in.account.name
    await note(site.office.papers, site.clock.now(), name, "logged_in", about=name)
    answer = await admit(entrance_of(site), request, name, let_in.onward)
    take_cookie(request, answer, _COOKIE)
    return answer


def _sign_on(site: Site) -> SingleSignOn:
    sign_on = entrance_of(site).single_sign_on
    if sign_on is None:
        raise HTTPException(404)
    return sign_on


def _refused(site: Site, request: Request, why: Say, status: int) -> Response:
    reader = site.reader(request)
    said = why.to(reader.language)
    return site.page(request, "organisation.html", reader=reader, status=status, why=said)
