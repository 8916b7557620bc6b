"""What the team keeps beside mentions: accounts, sessions, acts, saved searches, crises.

A paper is a small document of one kind, found by its key. Each kind has its own shape, which
its owner encodes and decodes; a store only keeps it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from vigie.say import Say

#: The error of a paper that has changed since it was read.
OVERTAKEN = Say(
    "Quelqu’un d’autre l’a modifié entre-temps. Relisez, puis recommencez.",
    "Someone else changed it meanwhile. Read it again, then start over.",
)

_AT_ONCE: Final = 500


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the team.

    Attributes:
        kind: what it is ("account", "session", "act", "search", …).
        key: unique in its kind; at most 200 characters of ASCII.
        body: its wire form (`vigie.codec.encode`), never searched.
        town: slug of the town that it belongs to, "" for the installation's own.
        about: what it speaks of: a mention's id, an account's name; "" for nothing.
        at: when it was written; papers are listed by it.
        expires_at: when it ends by itself; None: never.
        version: raised by one at each writing, 0 for one that is not kept yet.
    """

    kind: str
    key: str
    body: bytes
    at: datetime
    town: str = ""
    about: str = ""
    expires_at: datetime | None = None
    version: int = 0


class Papers(Protocol):
    """Papers, durable. All methods may block on the disk or the network.

    What is written is seen by the next reading, from any process. A paper past its
    `expires_at` is never returned. A paper about a mention that is erased goes with it.
    """

    async def keep(self, paper: Paper) -> Paper:
        """Write one paper; return it with its new version.

        Raises:
            InvalidInput: `OVERTAKEN`: its version is not the one kept (0: there is one already).
        """
        ...

    async def paper(self, kind: str, key: str) -> Paper | None:
        """Return one paper, None when there is none or it has expired."""
        ...

    async def papers(
        self,
        kind: str,
        *,
        town: str | None = None,
        about: str | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 100,
    ) -> list[Paper]:
        """Return papers of a kind, newest first, then by key.

        Args:
            kind: which.
            town: those of this town only ("": of none); None for all.
            about: those about this only; None for all.
            before: `at` and `key` of the last one of the page before; None for the first page.
            limit: at most 1000.
        """
        ...

    async def drop(self, kind: str, keys: Sequence[str]) -> int:
        """Forget papers; return how many there were."""
        ...


async def every_paper(papers: Papers, kind: str) -> AsyncIterator[Paper]:
    """Yield every paper of a kind, newest first. Raises `Unavailable`."""
    before = None
    while some := await papers.papers(kind, before=before, limit=_AT_ONCE):
        for paper in some:
            yield paper
        before = (some[-1].at, some[-1].key)
