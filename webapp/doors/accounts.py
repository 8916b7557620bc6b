"""The team's accounts."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec.structs import replace

from vigie.account import Account
from vigie.actor import ROLES
from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.say import Say

KIND: Final = "account"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", re.ASCII)
_MOST: Final = 1000
_LONGEST_DISPLAY: Final = 80

BAD_NAME: Final = Say(
    "Un nom de compte a de 1 à 40 caractères : lettres sans accent, chiffres, point, tiret.",
    "An account's name has 1 to 40 characters: unaccented letters, digits, dot, hyphen.",
)
TAKEN: Final = Say("Ce nom de compte est déjà pris.", "This account name is taken.")
NO_SUCH: Final = Say("Il n’y a pas de compte de ce nom.", "There is no account of this name.")
BAD_ROLE: Final = Say(f"Un rôle est l’un de : {', '.join(ROLES)}.", f"A role: {', '.join(ROLES)}.")


def folded(name: str) -> str:
    """Return a name as it is kept, however it was typed."""
    return name.strip().casefold()


class Accounts:
    """Accounts, kept as papers. All methods may block on the store."""

    def __init__(self, papers: Papers) -> None:
        self._papers = papers

    async def find(self, name: str) -> Account | None:
        """Return an account, None when there is none of this name, whatever the name."""
        if not _NAME.fullmatch(name):
            return None
        paper = await self._papers.paper(KIND, name)
        return decode(paper.body, Account) if paper else None

    async def wanted(self, name: str) -> Account:
        """Return an account.

        Raises:
            InvalidInput: there is none of this name.
        """
        account = await self.find(name)
        if account is None:
            raise InvalidInput(NO_SUCH, where=name)
        return account

    async def all_of_them(self) -> list[Account]:
        """Return every account, by name."""
        papers = await self._papers.papers(KIND, limit=_MOST)
        return sorted((decode(p.body, Account) for p in papers), key=lambda each: each.name)

    async def exist(self) -> bool:
        """Tell whether there is any account."""
        return bool(await self._papers.papers(KIND, limit=1))

    async def add(self, account: Account) -> Account:
        """Keep a new account.

        Raises:
            InvalidInput: its name or its role is none, or the name is taken.
        """
        _check(account)
        if await self.find(account.name):
            raise InvalidInput(TAKEN, where=account.name)
        await self._papers.keep(_paper(account, 0))
        return account

    async def change(self, name: str, **values: Any) -> Account:
        """Change some fields of an account.

        Raises:
            InvalidInput: there is none of this name, the role is none, or someone else changed
                it at the same moment.
        """
        paper = await self._papers.paper(KIND, name) if _NAME.fullmatch(name) else None
        if paper is None:
            raise InvalidInput(NO_SUCH, where=name)
        account = replace(decode(paper.body, Account), **values)
        _check(account)
        await self._papers.keep(_paper(account, paper.version))
        return account

    async def remove(self, name: str) -> bool:
        """Forget an account; return whether there was one."""
        return bool(await self._papers.drop(KIND, [name]))


def _check(account: Account) -> None:
    if not _NAME.fullmatch(account.name):
        raise InvalidInput(BAD_NAME)
    if account.role not in ROLES:
        raise InvalidInput(BAD_ROLE)
    if len(account.display) > _LONGEST_DISPLAY or not account.display.isprintable():
        raise InvalidInput(
            Say(
                f"Le nom affiché a au plus {_LONGEST_DISPLAY} caractères.",
                f"The name shown has at most {_LONGEST_DISPLAY} characters.",
            )
        )


def _paper(account: Account, version: int) -> Paper:
    return Paper(
        kind=KIND, key=account.name, body=encode(account), at=account.created, version=version
    )
