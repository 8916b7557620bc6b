"""The team's papers as someone sees them who has some of the towns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from starlette.exceptions import HTTPException

from vigie.codec import decode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.saved_search import SEARCH, VISIT, SavedSearch
from webapp.limited.store import LimitedStore, Seen

#: What the door keeps, which only its own pages read: they know who may change which account.
_THE_DOORS: Final = frozenset(
    (
        "account",
        "api_token",
        "log_in_tries",
        "session",
        "setup_link",
        "sign_on",
        "subject",
    )
)


class LimitedPapers:
    """Implements `vigie.paper.Papers` for someone's towns.

    Papers of their towns are theirs. Those of the installation (of no town) they read, and add
    to; they change or drop only what is about themselves or about a mention of theirs, and a
    saved search over several towns when all of them are theirs, with its visits. Of the acts
    that belong to no town they read their own account's.

    Args:
        papers: the installation's.
        seen: what they see.
        store: theirs.
        name: of whoever acts.
    """

    def __init__(self, papers: Papers, seen: Seen, store: LimitedStore, name: str) -> None:
        self._papers = papers
        self._seen = seen
        self._store = store
        self._name = name

    async def keep(self, paper: Paper) -> Paper:
        """Keep one of theirs; see `Papers.keep`. Raises a 403 for any other."""
        kept = await self._papers.paper(paper.kind, paper.key)
        for each in (paper, kept):
            new = each is paper and kept is None
            if each is not None and not await self._may_change(each, new=new):
                raise HTTPException(403)
        return await self._papers.keep(paper)

    async def paper(self, kind: str, key: str) -> Paper | None:
        """See `Papers.paper`."""
        paper = await self._papers.paper(kind, key)
        return paper if paper and self._reads_this(paper) else None

    async def papers(
        self,
        kind: str,
        *,
        town: str | None = None,
        about: str | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 100,
    ) -> list[Paper]:
        """See `Papers.papers`: each of their towns is asked, and the answers sorted."""
        wanted = (*self._seen.slugs, "") if town is None else (town,)
        found: list[Paper] = []
        for slug in wanted:
            if self._reads(kind, slug):
                found += await self._papers.papers(
                    kind, town=slug, about=about, before=before, limit=limit
                )
        found = [paper for paper in found if self._reads_this(paper)]
        found.sort(key=lambda paper: (-paper.at.timestamp(), paper.key))
        return found[:limit]

    async def drop(self, kind: str, keys: Sequence[str]) -> int:
        """Drop those that are theirs; see `Papers.drop`."""
        theirs = []
        for key in keys:
            paper = await self._papers.paper(kind, key)
            if paper and await self._may_change(paper, new=False):
                theirs.append(key)
        return await self._papers.drop(kind, theirs) if theirs else 0

    def _reads(self, kind: str, town: str) -> bool:
        return kind not in _THE_DOORS and (not town or self._seen.town(town))

    def _reads_this(self, paper: Paper) -> bool:
        others = paper.kind == "act" and not paper.town and paper.about != self._name
        return self._reads(paper.kind, paper.town) and not others

    async def _may_change(self, paper: Paper, *, new: bool) -> bool:
        if paper.town or paper.kind in _THE_DOORS:
            return self._reads(paper.kind, paper.town)
        if new or paper.about == self._name:
            return True
        if paper.kind in (SEARCH, VISIT):
            return await self._may_change_search(paper)
        return bool(paper.about) and await self._store.get(paper.about) is not None

    async def _may_change_search(self, paper: Paper) -> bool:
        """A search over several towns is a paper of none: its own list of them tells whose."""
        if paper.kind == VISIT:
            search = await self._papers.paper(SEARCH, paper.about)
            return search is not None and await self._may_change(search, new=False)
        try:
            towns = decode(paper.body, SavedSearch).towns
        except InvalidInput:  # it does not tell whose it is: not theirs
            return False
        return bool(towns) and all(map(self._seen.town, towns))
