"""The team: to whom a mention may be given."""

from __future__ import annotations

import re
from typing import Final

from vigie.errors import InvalidInput
from vigie.paper import Papers
from vigie.say import Say

#: Papers of this kind are the accounts; their key is the name.
ACCOUNT: Final = "account"
_MOST: Final = 1000
#: Where there are no accounts: a short name, no address and no sentence.
_NAME: Final = re.compile(r"\w[\w .’'-]{0,39}")


async def names(papers: Papers) -> list[str]:
    """Return the names of all accounts, in their order; [] where there are none."""
    return sorted(paper.key for paper in await papers.papers(ACCOUNT, limit=_MOST))


async def check_name(papers: Papers, name: str) -> None:
    """Let a name pass to which a mention may be given.

    Raises:
        InvalidInput: nobody has this account or, without accounts, it is no name.
    """
    known = await names(papers)
    if name not in known if known else not _NAME.fullmatch(name):
        raise InvalidInput(_NOBODY, where="name")


_NOBODY: Final = Say("Personne de ce nom dans l’équipe.", "Nobody of that name in the team.")
