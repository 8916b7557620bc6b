"""What the command line does to accounts and tokens; each act is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pipeline.entrance_making import AtTheDoor
from vigie.account import Account, ApiToken
from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.doors.accounts import folded
from webapp.log_of_acts import note

#: Who is noted as acting: whoever has the machine.
_BY = "vigie"


async def add(it: AtTheDoor, name: str, *, role: str, towns: Sequence[str], display: str) -> str:
    """Make an account; return its set-up link.

    Raises:
        InvalidInput: the name, the role or a town is none, or the name is taken.
    """
    entrance = it.entrance
    account = Account(
        name=folded(name),
        role=role,
        towns=known_towns(it, towns),
        display=display.strip(),
        created=it.clock.now(),
    )
    await entrance.accounts.add(account)
    await _note(it, "account_added", account.name, role=role)
    return await entrance.link(account.name)


async def link(it: AtTheDoor, name: str) -> str:
    """Return a new set-up link; the former one opens nothing more. Raises as `Accounts.wanted`."""
    given = await it.entrance.link(folded(name))
    await _note(it, "account_link", folded(name))
    return given


async def set_access(it: AtTheDoor, name: str, *, disabled: bool) -> None:
    """Disable an account, or let it in again. Raises as `Accounts.change`."""
    await it.entrance.disable(folded(name), disabled=disabled)
    await _note(it, "account_disabled" if disabled else "account_enabled", folded(name))


async def set_role(it: AtTheDoor, name: str, role: str, towns: Sequence[str] | None) -> Account:
    """Change a role, and the towns unless that is None. Raises as `Accounts.change`."""
    values: dict[str, Any] = {"role": role}
    if towns is not None:
        values["towns"] = known_towns(it, towns)
    account = await it.entrance.accounts.change(folded(name), **values)
    await _note(it, "account_changed", account.name, role=role)
    return account


async def remove(it: AtTheDoor, name: str) -> None:
    """Forget an account. Raises as `Entrance.remove`."""
    await it.entrance.remove(folded(name))
    await _note(it, "account_removed", folded(name))


async def add_token(
    it: AtTheDoor, name: str, *, scopes: Sequence[str], towns: Sequence[str], days: int
) -> str:
    """Make a token of the API for so many days, 0 for ever; return its secret.

    Raises:
        InvalidInput: the name, a scope or a town is none, or the name is taken.
    """
    token = ApiToken(
        name=folded(name),
        scopes=tuple(dict.fromkeys(scopes)),
        towns=known_towns(it, towns),
        by=_BY,
    )
    ends = it.clock.now() + timedelta(days=days) if days else None
    secret = await it.entrance.tokens.make(token, ends)
    await _note(it, "token_added", token.name, scopes=",".join(token.scopes))
    return secret


async def revoke_token(it: AtTheDoor, name: str) -> bool:
    """Make a token open nothing; return whether there was one."""
    revoked = await it.entrance.tokens.revoke(folded(name))
    if revoked:
        await _note(it, "token_revoked", folded(name))
    return revoked


def known_towns(it: AtTheDoor, towns: Sequence[str]) -> tuple[str, ...]:
    """Return slugs of towns of the installation, each once.

    Raises:
        InvalidInput: one is none of them.
    """
    for slug in towns:
        if slug not in it.towns:
            raise InvalidInput(
                Say(
                    f"« {slug} » n’est pas une ville de l’installation ({', '.join(it.towns)}).",
                    f"{slug} is not a town of the installation ({', '.join(it.towns)}).",
                )
            )
    return tuple(dict.fromkeys(towns))


async def _note(it: AtTheDoor, what: str, about: str, **detail: str) -> None:
    await note(it.papers, it.clock.now(), _BY, what, about=about, detail=detail)
