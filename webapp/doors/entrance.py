"""The entrance: who may come in, and what coming in and going out change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from vigie.account import Account
from vigie.clock import Clock
from vigie.errors import InvalidInput
from vigie.paper import Papers
from webapp.doors.accounts import Accounts, folded
from webapp.doors.passwords import Passwords
from webapp.doors.sessions import Sessions
from webapp.doors.setup_links import SetupLinks
from webapp.doors.single_sign_on import SingleSignOn
from webapp.doors.subjects import Subjects
from webapp.doors.tokens import Tokens
from webapp.doors.tries import Guesses


class Answer(NamedTuple):
    """What became of a try: the account that is let in, or None with the seconds to wait."""

    account: Account | None = None
    wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Everything that the door and its pages work with.

    Attributes:
        address: of the site, without a final slash, for the links that are given out.
        single_sign_on: the town's own accounts (OIDC), None when it has none.
    """

    accounts: Accounts
    sessions: Sessions
    links: SetupLinks
    tokens: Tokens
    guesses: Guesses
    passwords: Passwords
    subjects: Subjects
    address: str
    single_sign_on: SingleSignOn | None = None

    async def let_in(self, name: str, password: str, client: str, device: str) -> Answer:
        """Check a name and a password; say no more than whether both are right.

        Args:
            name: as typed.
            password: as typed.
            client: address that they come from.
            device: what the browser kept of a former log-in, "" for nothing.
        """
        name = folded(name)
        counts = self.guesses.counts(name, client, device)
        if wait := await self.guesses.begin(counts):
            return Answer(wait=wait)
        account = await self.accounts.find(name)
        kept = account.password if account else ""
        if not await self.passwords.fits(kept, password) or account is None or account.disabled:
            return Answer()
        await self.guesses.succeed(counts)
        if self.passwords.is_weak(kept):
            await self._strengthen(account, password)
        return Answer(account)

    async def set_password(self, name: str, password: str) -> Account:
        """Change a password: every session and every link of the account ends."""
        hashed = await self.passwords.hashed(password)
        account = await self.accounts.change(name, password=hashed)
        await self.sessions.close_all(name)
        await self.links.forget(name)
        return account

    async def disable(self, name: str, *, disabled: bool) -> Account:
        """Disable an account, which is out at once, or let it in again."""
        account = await self.accounts.change(name, disabled=disabled)
        if disabled:
            await self.sessions.close_all(name)
            await self.links.forget(name)
        return account

    async def remove(self, name: str) -> None:
        """Forget an account and all that let it in.

        Raises:
            InvalidInput: there is none of this name.
        """
        await self.accounts.wanted(name)
        await self.accounts.remove(name)
        await self.subjects.forget(name)
        await self.sessions.close_all(name)
        await self.links.forget(name)

    async def link(self, name: str) -> str:
        """Return the address of a new set-up link.

        Raises:
            InvalidInput: there is no account of this name.
        """
        await self.accounts.wanted(name)
        return f"{self.address}/bienvenue/{await self.links.make(name)}"

    async def _strengthen(self, account: Account, password: str) -> None:
        hashed = await self.passwords.hashed(password)
        try:
            await self.accounts.change(account.name, password=hashed)
        except InvalidInput:
            return  # changed meanwhile: another log-in will do it


def entrance(
    papers: Papers,
    clock: Clock,
    key: bytes,
    *,
    address: str,
    passwords: Passwords | None = None,
    lasting: Sequence[timedelta] = (timedelta(hours=2), timedelta(hours=12)),
    single_sign_on: SingleSignOn | None = None,
) -> Entrance:
    """Put the entrance of an installation together.

    Args:
        papers: where all of it is kept.
        clock: for what ends.
        key: secret of the installation.
        address: of the site, for links.
        passwords: how they are hashed.
        lasting: how long a session may stay unused, and last in all.
        single_sign_on: the town's own accounts.
    """
    idle, longest = lasting
    return Entrance(
        accounts=Accounts(papers),
        sessions=Sessions(papers, clock, idle=idle, longest=longest),
        links=SetupLinks(papers, clock),
        tokens=Tokens(papers, clock),
        guesses=Guesses(papers, clock, key),
        passwords=passwords or Passwords(),
        subjects=Subjects(papers, clock),
        address=address.rstrip("/"),
        single_sign_on=single_sign_on,
    )
