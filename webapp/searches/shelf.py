"""The saved searches that someone sees, kept as papers."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from vigie.actor import Actor
from vigie.codec import decode, encode
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.query import And, Field, Query
from vigie.saved_search import SEARCH, VISIT, SavedSearch, SearchVisit
from vigie.say import Say
from webapp.mentions.asked import Asked

#: Searches that one person may keep.
MOST: Final = 100
_LONGEST_NAME: Final = 80
_ALL: Final = 1_000
#: New mentions are counted no further.
MOST_NEW: Final = 1_000

_NAMELESS: Final = Say(
    "Donnez un nom à la recherche, de 80 caractères au plus.",
    "Give the search a name, of 80 characters at most.",
)
_TOO_MANY: Final = Say(
    f"Vous gardez déjà {MOST} recherches ; supprimez-en une d’abord.",
    f"You already keep {MOST} searches; delete one first.",
)


class Kept(NamedTuple):
    """A saved search with the paper that holds it."""

    paper: Paper
    saved: SavedSearch

    @property
    def key(self) -> str:
        """What its addresses hold."""
        return self.paper.key

    def seen_by(self, actor: Actor | None) -> bool:
        """Tell whether someone sees it: even its owner must still see all of its towns."""
        if actor is None or not all(map(actor.sees, self.saved.towns)):
            return False
        return self.saved.shared or self.saved.owner == actor.name

    def changed_by(self, actor: Actor | None) -> bool:
        """Tell whether someone may change it: its owner, or whoever leads if it is shared."""
        if actor is None or not self.seen_by(actor):
            return False
        return self.saved.owner == actor.name or actor.may("lead")

    @property
    def asked(self) -> Asked:
        """The list that it opens."""
        return asked_of(self.saved)


def asked_of(saved: SavedSearch) -> Asked:
    """Return the list that a saved search opens."""
    return Asked.of(QueryParams(saved.question))


async def searches(papers: Papers, actor: Actor | None) -> list[Kept]:
    """Return the searches that someone sees, by name; their own ones first."""
    found = [Kept(p, decode(p.body, SavedSearch)) for p in await papers.papers(SEARCH, limit=_ALL)]
    seen = [each for each in found if each.seen_by(actor)]
    own = actor.name if actor else ""
    return sorted(seen, key=lambda k: (k.saved.owner != own, k.saved.name.casefold(), k.key))


async def search_of(papers: Papers, key: str, actor: Actor | None) -> Kept:
    """Return one search that someone sees.

    Raises:
        HTTPException: 404 for any other, whether there is one or not.
    """
    kept = await any_search(papers, key)
    if kept is None or not kept.seen_by(actor):
        raise HTTPException(404)
    return kept


async def any_search(papers: Papers, key: str) -> Kept | None:
    """Return one search, whoever may see it."""
    paper = await papers.paper(SEARCH, key) if key.isascii() and len(key) <= 64 else None
    return Kept(paper, decode(paper.body, SavedSearch)) if paper else None


async def keep_new(papers: Papers, saved: SavedSearch, at: datetime) -> Kept:
    """Keep a search; one of the same owner and name takes the new question, and stays.

    Raises:
        InvalidInput: it has no name, its owner keeps too many, or someone changed it meanwhile.
    """
    saved = replace(saved, name=_named(saved.name))
    found = [Kept(p, decode(p.body, SavedSearch)) for p in await papers.papers(SEARCH, limit=_ALL)]
    own = [each for each in found if each.saved.owner == saved.owner]
    for each in own:
        if each.saved.name.casefold() == saved.name.casefold():
            return await rekeep(
                papers, each, at, question=saved.question, towns=saved.towns, shared=saved.shared
            )
    if len(own) >= MOST or len(found) >= _ALL:
        raise InvalidInput(_TOO_MANY)
    paper = Paper(
        kind=SEARCH, key=secrets.token_hex(8), body=encode(saved), at=at, town=_town(saved)
    )
    return Kept(await papers.keep(paper), saved)


async def rekeep(papers: Papers, kept: Kept, at: datetime, **changes: object) -> Kept:
    """Change what is kept of a search.

    Raises:
        InvalidInput: its new name is none, or someone changed it meanwhile.
    """
    saved = replace(kept.saved, **changes)
    saved = replace(saved, name=_named(saved.name))
    paper = replace(kept.paper, body=encode(saved), at=at, town=_town(saved))
    return Kept(await papers.keep(paper), saved)


async def forget(papers: Papers, kept: Kept) -> None:
    """Forget a search, and when each one visited it."""
    # The visits first: whose they are is told by the search.
    visits = await papers.papers(VISIT, about=kept.key, limit=_ALL)
    await papers.drop(VISIT, [visit.key for visit in visits])
    await papers.drop(SEARCH, [kept.key])


async def visit(papers: Papers, kept: Kept, actor: Actor, at: datetime) -> None:
    """Keep that someone opens a search now; of two at once, either will do."""
    key = _visit_key(kept, actor)
    before = await papers.paper(VISIT, key)
    paper = Paper(
        kind=VISIT,
        key=key,
        body=encode(SearchVisit(at=at)),
        at=at,
        town=kept.paper.town,
        about=kept.key,
        version=before.version if before else 0,
    )
    try:
        await papers.keep(paper)
    except InvalidInput:
        return


async def new_since(
    papers: Papers, store: Store, kept: Kept, actor: Actor, now: datetime
) -> int | None:
    """Count what was heard since someone last opened it, `MOST_NEW` at most.

    None when its words are no longer understood. Before a first visit, since it was kept.
    """
    seen = await papers.paper(VISIT, _visit_key(kept, actor))
    since = decode(seen.body, SearchVisit).at if seen else kept.paper.at
    try:
        query = question_of(kept.saved, now, heard_since=since, most=MOST_NEW)
    except InvalidInput:
        return None
    return (await store.count(query)).total


async def all_new(
    papers: Papers, store: Store, found: Sequence[Kept], actor: Actor, now: datetime
) -> list[int | None]:
    """Count what is new of each, side by side."""
    counted = (new_since(papers, store, each, actor, now) for each in found)
    return list(await asyncio.gather(*counted))


def question_of(saved: SavedSearch, now: datetime, **changes: object) -> Query:
    """Return what a saved search asks of the store: its towns, and its days if it has any.

    A period (« 7 jours ») is a way of looking at its list, and bounds neither what is new, nor
    its feed, nor its alerts.

    Raises:
        InvalidInput: its words are no longer understood.
    """
    asked = asked_of(saved)
    where = And((*asked.clauses(), Field("town", saved.towns)))
    bounds = asked.query(now) if asked.dated else Query()
    return replace(Query(where=where, since=bounds.since, until=bounds.until), **changes)


def digest_of(secret: str) -> str:
    """Return what is kept of a feed's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _visit_key(kept: Kept, actor: Actor) -> str:
    who = hashlib.sha256(actor.name.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{kept.key}.{who}"


def _named(name: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not plain or len(plain) > _LONGEST_NAME:
        raise InvalidInput(_NAMELESS, where="name")
    return plain


def _town(saved: SavedSearch) -> str:
    return saved.towns[0] if len(saved.towns) == 1 else ""
