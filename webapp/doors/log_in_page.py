"""The log-in page and the way out."""

from __future__ import annotations

import math

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from webapp.cookies import read_cookie
from webapp.doors.admitting import DEVICE, admit, client_of, dismiss
from webapp.doors.entrance import Entrance
from webapp.links import local_path
from webapp.log_of_acts import note
from webapp.site import Site


def entrance_of(site: Site) -> Entrance:
    """Return the entrance of an installation with accounts.

    Raises:
        HTTPException: 404: it has none, as the demonstration.
    """
    if site.office.entrance is None:
        raise HTTPException(404)
    return site.office.entrance


async def log_in_page(site: Site, request: Request) -> Response:
    """Answer `/connexion`; whoever is already in goes on."""
    entrance, onward = entrance_of(site), local_path(request.query_params.get("next"))
    if site.actor is not None:
        return RedirectResponse(onward, 303)
    return await _page(site, request, entrance, onward)


async def log_in(site: Site, request: Request) -> Response:
    """Answer a log-in: the same words whichever of the name and the password is wrong."""
    entrance, form = entrance_of(site), await request.form()
    onward = local_path(form.get("next"))
    answer = await entrance.let_in(
        str(form.get("name", ""))[:200],
        str(form.get("password", "")),
        client_of(request),
        read_cookie(request, DEVICE),
    )
    if answer.account is None:
        return await _page(site, request, entrance, onward, wait=answer.wait, refused=True)
    name = answer.account.name
    await note(site.office.papers, site.clock.now(), name, "logged_in", about=name)
    return await admit(entrance, request, name, onward)


async def log_out(site: Site, request: Request) -> Response:
    """Answer `/deconnexion`."""
    entrance = entrance_of(site)
    if site.actor is not None:
        name = site.actor.name
        await note(site.office.papers, site.clock.now(), name, "logged_out", about=name)
    return await dismiss(entrance, request, "/connexion?did=logged_out")


async def _page(
    site: Site,
    request: Request,
    entrance: Entrance,
    onward: str,
    *,
    wait: float = 0,
    refused: bool = False,
) -> Response:
    """Return the page with its form, and what went wrong if anything did."""
    reader, seconds = site.reader(request), math.ceil(wait)
    problem = ""
    if seconds:
        minutes = math.ceil(seconds / 60)
        problem = (
            reader.count("door.wait.seconds", seconds)
            if seconds < 60
            else reader.count("door.wait.minutes", minutes)
        )
    elif refused:
        problem = reader.say("door.refused")
    answer = site.page(
        request,
        "connexion.html",
        reader=reader,
        status=429 if seconds else 403 if refused else 200,
        onward=onward,
        problem=problem,
        first=not await entrance.accounts.exist(),
        sign_on=entrance.single_sign_on.label if entrance.single_sign_on else "",
    )
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer
