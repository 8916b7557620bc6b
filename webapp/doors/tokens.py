"""Tokens of the API: what a program shows to be let in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from vigie.account import SCOPE_ROLES, SCOPES, ApiToken
from vigie.actor import Actor
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.say import Say
from webapp.doors.secret_words import fresh, hashed

KIND: Final = "api_token"
#: Tells a token from any other secret, for those who look for secrets that have leaked.
PREFIX: Final = "vigie_"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
_MOST: Final = 1000

_BAD_NAME: Final = Say(
    "Un nom de jeton a de 1 à 40 caractères : lettres sans accent, chiffres, point, tiret.",
    "A token's name has 1 to 40 characters: unaccented letters, digits, dot, hyphen.",
)
_TAKEN: Final = Say("Ce nom de jeton est déjà pris.", "This token name is taken.")
_BAD_SCOPE: Final = Say(f"Une portée : {', '.join(SCOPES)}.", f"A scope: {', '.join(SCOPES)}.")


class Token(NamedTuple):
    """A token as it is listed: never its secret."""

    token: ApiToken
    made_at: datetime
    ends_at: datetime | None


class Tokens:
    """Tokens, kept as papers under their hash. All methods may block on the store."""

    def __init__(self, papers: Papers, clock: Clock) -> None:
        self._papers = papers
        self._clock = clock

    async def make(self, token: ApiToken, ends_at: datetime | None = None) -> str:
        """Keep a new token; return the secret, which is shown this once.

        Raises:
            InvalidInput: its name or a scope is none, or the name is taken.
        """
        if not _NAME.fullmatch(token.name):
            raise InvalidInput(_BAD_NAME)
        if not token.scopes or set(token.scopes) - set(SCOPES):
            raise InvalidInput(_BAD_SCOPE)
        if await self._papers.papers(KIND, about=token.name, limit=1):
            raise InvalidInput(_TAKEN, where=token.name)
        secret = PREFIX + fresh()
        paper = Paper(
            kind=KIND,
            key=hashed(secret),
            body=encode(token),
            at=self._clock.now(),
            about=token.name,
            expires_at=ends_at,
        )
        await self._papers.keep(paper)
        return secret

    async def actor(self, secret: str) -> Actor | None:
        """Return who acts by a token, None when it opens nothing."""
        if not secret.startswith(PREFIX):
            return None
        paper = await self._papers.paper(KIND, hashed(secret))
        if paper is None:
            return None
        token = decode(paper.body, ApiToken)
        return Actor(name=f"token:{token.name}", role=_role(token.scopes), towns=token.towns)

    async def all_of_them(self) -> list[Token]:
        """Return every token that opens something, the latest first."""
        papers = await self._papers.papers(KIND, limit=_MOST)
        return [Token(decode(p.body, ApiToken), p.at, p.expires_at) for p in papers]

    async def revoke(self, name: str) -> bool:
        """Make a token open nothing; return whether there was one of this name."""
        papers = await self._papers.papers(KIND, about=name)
        return bool(await self._papers.drop(KIND, [paper.key for paper in papers]))


def _role(scopes: Sequence[str]) -> str:
    """Of several scopes, the widest."""
    return SCOPE_ROLES[max(scopes, key=list(SCOPES).index)]
