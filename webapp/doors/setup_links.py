"""Set-up links: a secret that lets someone choose their password, once, within two days."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vigie.account import SetupLink
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.paper import Paper, Papers
from webapp.doors.secret_words import fresh, hashed

KIND: Final = "setup_link"
LASTS: Final = timedelta(hours=48)


class SetupLinks:
    """Links, kept as papers under their hash. All methods may block on the store."""

    def __init__(self, papers: Papers, clock: Clock) -> None:
        self._papers = papers
        self._clock = clock

    async def make(self, account: str) -> str:
        """Return the secret of a new link; the former ones of the account open nothing more."""
        await self.forget(account)
        secret, now = fresh(), self._clock.now()
        body = encode(SetupLink(account=account))
        ends = now + LASTS
        paper = Paper(
            kind=KIND, key=hashed(secret), body=body, at=now, about=account, expires_at=ends
        )
        await self._papers.keep(paper)
        return secret

    async def account(self, secret: str) -> str | None:
        """Return whose link it is, None when it was used, has ended, or never was."""
        paper = await self._papers.paper(KIND, hashed(secret))
        return decode(paper.body, SetupLink).account if paper else None

    async def use(self, secret: str) -> bool:
        """Use a link up; of two who try at once, one is told True."""
        return await self._papers.drop(KIND, [hashed(secret)]) == 1

    async def forget(self, account: str) -> None:
        """Make the links of an account open nothing."""
        papers = await self._papers.papers(KIND, about=account)
        await self._papers.drop(KIND, [paper.key for paper in papers])
