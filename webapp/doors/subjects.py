"""Which account someone of the town's provider has here."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from vigie.account import Subject
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.paper import Paper, Papers
from webapp.doors.secret_words import hashed

KIND: Final = "subject"


class Subjects:
    """Kept as papers, under the hash of the issuer's and the person's ids. May block."""

    def __init__(self, papers: Papers, clock: Clock) -> None:
        self._papers = papers
        self._clock = clock

    async def account(self, subject: str) -> str | None:
        """Return the name of someone's account, None for someone new."""
        paper = await self._papers.paper(KIND, hashed(subject))
        return decode(paper.body, Subject).account if paper else None

    async def keep(self, subject: str, known: Subject) -> None:
        """Keep whose account it is, whatever was kept before."""
        key = hashed(subject)
        former = await self._papers.paper(KIND, key)
        fresh = Paper(
            kind=KIND,
            key=key,
            body=encode(known),
            at=self._clock.now(),
            about=known.account,
        )
        await self._papers.keep(replace(fresh, version=former.version if former else 0))

    async def forget(self, account: str) -> None:
        """Forget whose an account was."""
        papers = await self._papers.papers(KIND, about=account)
        await self._papers.drop(KIND, [paper.key for paper in papers])
