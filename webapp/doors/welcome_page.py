"""The page of a set-up link: someone chooses their password, once."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.account import Account
from vigie.say import Say
from webapp.doors.admitting import admit
from webapp.doors.entrance import Entrance
from webapp.doors.log_in_page import entrance_of
from webapp.doors.password_rules import SHORTEST, refusal
from webapp.log_of_acts import note
from webapp.site import Site

NOT_TWICE = Say("Les deux mots de passe ne sont pas les mêmes.", "The two passwords differ.")


async def welcome_page(site: Site, request: Request) -> Response:
    """Answer `/bienvenue/{link}`; 404 when the link was used, has ended, or never was."""
    entrance = entrance_of(site)
    return _page(site, request, await _whose(entrance, request))


async def choose_password(site: Site, request: Request) -> Response:
    """Answer the password chosen: the link is used up, every session of the account ends."""
    entrance = entrance_of(site)
    account, form = await _whose(entrance, request), await request.form()
    password = str(form.get("password", ""))
    problem = new_password_problem(site, account, password, str(form.get("again", "")))
    if problem:
        return _page(site, request, account, problem)
    if not await entrance.links.use(request.path_params["link"]):
        raise HTTPException(404)
    await entrance.set_password(account.name, password)
    now = site.clock.now()
    await note(site.office.papers, now, account.name, "password_set", about=account.name)
    return await admit(entrance, request, account.name, "/?did=password_set")


def new_password_problem(site: Site, account: Account, password: str, again: str) -> Say | None:
    """Say what is wrong with a new password, None for nothing."""
    if password != again:
        return NOT_TWICE
    towns = (word for town in site.towns for word in (town.slug, town.name))
    return refusal(password, (account.name, account.display, *towns))


async def _whose(entrance: Entrance, request: Request) -> Account:
    name = await entrance.links.account(request.path_params["link"])
    account = await entrance.accounts.find(name) if name else None
    if account is None or account.disabled:
        raise HTTPException(404)
    return account


def _page(site: Site, request: Request, account: Account, problem: Say | None = None) -> Response:
    reader = site.reader(request)
    return site.page(
        request,
        "bienvenue.html",
        reader=reader,
        status=400 if problem else 200,
        account=account,
        shortest=SHORTEST,
        problem=problem.to(reader.language) if problem else "",
    )
