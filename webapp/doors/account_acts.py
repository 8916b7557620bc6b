"""What is done to accounts from their page."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.account import Account
from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.doors.accounts import folded
from webapp.doors.accounts_page import Given, manages, shown
from webapp.doors.entrance import Entrance
from webapp.doors.log_in_page import entrance_of
from webapp.log_of_acts import note
from webapp.site import Site

_NO_TOWN = Say("Choisissez au moins une ville.", "Choose at least one town.")
_NOT_YOURSELF = Say(
    "Vous ne pouvez ni vous retirer l’accès ni changer votre rôle : demandez à un collègue.",
    "You can neither shut yourself out nor change your own role: ask a colleague.",
)


async def add_account(site: Site, request: Request) -> Response:
    """Make an account and show its set-up link, once."""
    entrance, form = entrance_of(site), await request.form()
    try:
        account = Account(
            name=folded(str(form.get("name", ""))),
            display=str(form.get("display", "")).strip(),
            role=str(form.get("role", "")),
            towns=_towns(site, form),
            created=site.clock.now(),
        )
        await entrance.accounts.add(account)
    except InvalidInput as error:
        return await shown(site, request, entrance, problem=error.say)
    await _note(site, "account_added", account.name, role=account.role)
    given = Given(account.name, await entrance.link(account.name))
    return await shown(site, request, entrance, given=given)


async def change_account(site: Site, request: Request) -> Response:
    """Change a colleague's role, towns and name shown."""
    entrance, form = entrance_of(site), await request.form()
    account = await _managed(entrance, site, request)
    role = str(form.get("role", ""))
    try:
        towns = _towns(site, form)
        if _is_self(site, account) and (role, towns) != (account.role, account.towns):
            return await shown(site, request, entrance, problem=_NOT_YOURSELF)
        display = str(form.get("display", "")).strip()
        await entrance.accounts.change(account.name, role=role, towns=towns, display=display)
    except InvalidInput as error:
        return await shown(site, request, entrance, problem=error.say)
    await _note(site, "account_changed", account.name, role=role)
    return RedirectResponse("/comptes?did=account_changed", 303)


async def change_access(site: Site, request: Request) -> Response:
    """Disable an account, which is out at once, or let it in again."""
    entrance, form = entrance_of(site), await request.form()
    account = await _managed(entrance, site, request)
    if _is_self(site, account):
        return await shown(site, request, entrance, problem=_NOT_YOURSELF)
    disabled = form.get("access") == "no"
    await entrance.disable(account.name, disabled=disabled)
    what = "account_disabled" if disabled else "account_enabled"
    await _note(site, what, account.name)
    return RedirectResponse(f"/comptes?did={what}", 303)


async def give_link(site: Site, request: Request) -> Response:
    """Make a new set-up link and show it, once; the former one opens nothing more."""
    entrance = entrance_of(site)
    account = await _managed(entrance, site, request)
    if account.single_sign_on or account.disabled:
        raise HTTPException(404)
    given = Given(account.name, await entrance.link(account.name))
    await _note(site, "account_link", account.name)
    return await shown(site, request, entrance, given=given)


async def _managed(entrance: Entrance, site: Site, request: Request) -> Account:
    """Return the account of the address; one that is not theirs to change is not found."""
    account = await entrance.accounts.find(request.path_params["account"])
    if account is None or site.actor is None or not manages(site.actor, account):
        raise HTTPException(404)
    return account


def _is_self(site: Site, account: Account) -> bool:
    return site.actor is not None and site.actor.name == account.name


def _towns(site: Site, form: FormData) -> tuple[str, ...]:
    """Return the towns chosen, () for all of them, which only who sees all can give.

    Raises:
        InvalidInput: none was chosen.
    """
    unbound = site.actor is not None and not site.actor.towns
    if unbound and form.get("every_town") == "yes":
        return ()
    chosen = {str(slug) for slug in form.getlist("towns")}
    towns = tuple(town.slug for town in site.towns if town.slug in chosen)
    if not towns:
        raise InvalidInput(_NO_TOWN)
    return towns


async def _note(site: Site, what: str, name: str, **detail: str) -> None:
    by = site.who
    await note(site.office.papers, site.clock.now(), by, what, about=name, detail=detail)
