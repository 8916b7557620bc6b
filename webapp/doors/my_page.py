"""One's own account: its password, and the browsers that are let in."""

from __future__ import annotations

from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.account import Account
from vigie.actor import ROLES
from vigie.say import Say
from webapp.cookies import read_cookie
from webapp.doors.admitting import DEVICE, admit, client_of
from webapp.doors.entrance import Entrance
from webapp.doors.log_in_page import entrance_of
from webapp.doors.password_rules import SHORTEST
from webapp.doors.sessions import Opened
from webapp.doors.welcome_page import new_password_problem
from webapp.forgery import session_of
from webapp.log_of_acts import note
from webapp.reader import Reader
from webapp.site import Site

_WRONG = Say(
    "Le mot de passe actuel n’est pas le bon, ou il y a eu trop d’essais : attendez un peu.",
    "The present password is wrong, or there were too many tries: wait a little.",
)


class SessionRow(NamedTuple):
    """A browser that is let in."""

    browser: str
    opened: str
    seen: str
    this_one: bool


async def my_page(site: Site, request: Request) -> Response:
    """Answer `/compte`."""
    entrance = entrance_of(site)
    return await _page(site, request, entrance, await _mine(entrance, site))


async def change_password(site: Site, request: Request) -> Response:
    """Answer a change of password: the other sessions end, and this one begins anew."""
    entrance, form = entrance_of(site), await request.form()
    account = await _mine(entrance, site)
    present, password = str(form.get("present", "")), str(form.get("password", ""))
    problem = new_password_problem(site, account, password, str(form.get("again", "")))
    if account.single_sign_on:
        raise HTTPException(404)
    if problem is None:
        known = await entrance.let_in(
            account.name, present, client_of(request), read_cookie(request, DEVICE)
        )
        problem = None if known.account else _WRONG
    if problem:
        return await _page(site, request, entrance, account, problem)
    await entrance.set_password(account.name, password)
    now = site.clock.now()
    await note(site.office.papers, now, account.name, "password_set", about=account.name)
    return await admit(entrance, request, account.name, "/compte?did=password_set")


async def close_others(site: Site, request: Request) -> Response:
    """End every session of the account but the one that asks."""
    entrance = entrance_of(site)
    account = await _mine(entrance, site)
    await entrance.sessions.close_all(account.name, but=session_of(request))
    now = site.clock.now()
    await note(site.office.papers, now, account.name, "sessions_closed", about=account.name)
    return RedirectResponse("/compte?did=sessions_closed", 303)


async def _mine(entrance: Entrance, site: Site) -> Account:
    account = await entrance.accounts.find(site.actor.name) if site.actor else None
    if account is None:
        raise HTTPException(404)
    return account


async def _page(
    site: Site,
    request: Request,
    entrance: Entrance,
    account: Account,
    problem: Say | None = None,
) -> Response:
    reader = site.reader(request)
    opened = await entrance.sessions.of(account.name)
    names = [town.name for town in site.towns]
    return site.page(
        request,
        "compte.html",
        reader=reader,
        status=400 if problem else 200,
        account=account,
        role=Say(*ROLES[account.role]).to(reader.language),
        towns=names,
        sessions=[_row(each, reader, session_of(request)) for each in opened],
        shortest=SHORTEST,
        problem=problem.to(reader.language) if problem else "",
    )


def _row(opened: Opened, reader: Reader, present: str) -> SessionRow:
    moments, session = reader.moments(), opened.session
    return SessionRow(
        browser=session.browser or reader.say("mine.browser"),
        opened=moments.full(session.opened_at),
        seen=moments.ago(session.seen_at),
        this_one=opened.key == present,
    )
