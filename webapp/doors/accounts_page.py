"""The accounts of the team, for those who give them."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.account import Account
from vigie.actor import ROLES, Actor
from vigie.say import Say
from webapp.doors.entrance import Entrance
from webapp.doors.log_in_page import entrance_of
from webapp.reader import Reader
from webapp.site import Site


class AccountRow(NamedTuple):
    """One account, ready to be shown; `own` is that of whoever looks."""

    name: str
    display: str
    role: str
    role_name: str
    towns: tuple[str, ...]
    town_names: str
    state: str
    state_name: str
    own: bool


class Given(NamedTuple):
    """A link that was just made, shown this once."""

    name: str
    address: str


async def accounts_page(site: Site, request: Request) -> Response:
    """Answer `/comptes`."""
    return await shown(site, request, entrance_of(site))


async def shown(
    site: Site,
    request: Request,
    entrance: Entrance,
    *,
    given: Given | None = None,
    problem: Say | None = None,
) -> Response:
    """Return the page, with a link that was just made, or with what went wrong."""
    reader, actor = site.reader(request), site.actor
    accounts = [a for a in await entrance.accounts.all_of_them() if actor and manages(actor, a)]
    return site.page(
        request,
        "comptes.html",
        reader=reader,
        status=400 if problem else 200,
        rows=[_row(account, reader, actor) for account in accounts],
        roles=[(role, Say(*name).to(reader.language)) for role, name in ROLES.items()],
        all_towns=actor is not None and not actor.towns,
        given=given,
        problem=problem.to(reader.language) if problem else "",
    )


def manages(actor: Actor, account: Account) -> bool:
    """Tell whether an account is one that someone may change: all its towns are theirs."""
    if not actor.towns:
        return True
    return bool(account.towns) and all(actor.sees(town) for town in account.towns)


def _row(account: Account, reader: Reader, actor: Actor | None) -> AccountRow:
    state = "disabled" if account.disabled else "active"
    if state == "active" and not account.password and not account.single_sign_on:
        state = "awaited"
    names = [reader.label("town", town) for town in account.towns]
    return AccountRow(
        name=account.name,
        display=account.display,
        role=account.role,
        role_name=Say(*ROLES[account.role]).to(reader.language),
        towns=account.towns,
        town_names=", ".join(names) or reader.say("accounts.towns.all"),
        state=state,
        state_name=reader.say(f"accounts.state.{state}"),
        own=actor is not None and actor.name == account.name,
    )
