"""Sessions: which browsers were let in, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.account import Session
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from webapp.doors.secret_words import fresh, hashed

KIND: Final = "session"
#: How often the moment of the last use is written down, and so how exact it is.
_TOUCH: Final = timedelta(minutes=5)
_MOST: Final = 1000


class Opened(NamedTuple):
    """A session with the key under which it is kept."""

    key: str
    session: Session


class Sessions:
    """Sessions, kept as papers under the hash of what the cookie holds.

    Args:
        papers: where they are kept; every method may block on it.
        clock: for when they end.
        idle: a session that is not used for so long ends.
        longest: every session ends after so long.
    """

    def __init__(
        self,
        papers: Papers,
        clock: Clock,
        *,
        idle: timedelta = timedelta(hours=2),
        longest: timedelta = timedelta(hours=12),
    ) -> None:
        self._papers = papers
        self._clock = clock
        self._idle = idle
        self._longest = longest

    async def open(self, account: str, browser: str = "") -> str:
        """Open a session under a new id; return what the cookie is to hold."""
        now, secret = self._clock.now(), fresh()
        session = Session(
            account=account,
            opened_at=now,
            seen_at=now,
            until=now + self._longest,
            browser=browser,
        )
        await self._papers.keep(self._paper(hashed(secret), session, 0))
        return secret

    async def find(self, secret: str) -> Opened | None:
        """Return the session that a cookie opens, None when it has ended; note its use."""
        key = hashed(secret)
        paper = await self._papers.paper(KIND, key) if secret else None
        if paper is None:
            return None
        session = decode(paper.body, Session)
        now = self._clock.now()
        if now - session.seen_at >= _TOUCH:
            session = replace(session, seen_at=now)
            await self._touch(self._paper(key, session, paper.version))
        return Opened(key, session)

    async def of(self, account: str) -> list[Opened]:
        """Return the open sessions of an account, the latest first."""
        papers = await self._papers.papers(KIND, about=account, limit=_MOST)
        return [Opened(paper.key, decode(paper.body, Session)) for paper in papers]

    async def close(self, keys: Sequence[str]) -> None:
        """End sessions, by their keys."""
        await self._papers.drop(KIND, keys)

    async def close_all(self, account: str, *, but: str = "") -> int:
        """End every session of an account, but the one of this key; return how many."""
        closed = 0
        while keys := [each.key for each in await self.of(account) if each.key != but]:
            closed += await self._papers.drop(KIND, keys)
        return closed

    async def _touch(self, paper: Paper) -> None:
        try:
            await self._papers.keep(paper)
        except InvalidInput:
            # Another request of the same browser wrote it, or it was closed meanwhile.
            return

    def _paper(self, key: str, session: Session, version: int) -> Paper:
        ends: datetime = min(session.until, session.seen_at + self._idle)
        return Paper(
            kind=KIND,
            key=key,
            body=encode(session),
            at=session.opened_at,
            about=session.account,
            expires_at=ends,
            version=version,
        )
