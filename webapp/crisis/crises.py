"""The crises of towns, as papers: one active at most in each town; what changes one is noted.

A crisis is the paper of its key, and `about` is "active" until it has ended, so that one look
tells every page of what is going on. Two people who declare at once ask for the same key: the
second is refused, and sees the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace
from starlette.exceptions import HTTPException

from vigie.codec import decode, encode
from vigie.crisis import Crisis, Entry
from vigie.errors import InvalidInput
from vigie.paper import OVERTAKEN, Paper, Papers
from webapp.log_of_acts import note
from webapp.site import Site

KIND: Final = "crisis"
ACTIVE: Final = "active"
#: Tries of an entry against those that others write at the same moment.
_TRIES: Final = 5


class Kept(NamedTuple):
    """A crisis with the version of its paper."""

    crisis: Crisis
    version: int


async def active_crises(papers: Papers, towns: Sequence[str]) -> tuple[Crisis, ...]:
    """Return what is going on in these towns, the newest first."""
    found = await papers.papers(KIND, about=ACTIVE, limit=1000)
    return tuple(decode(paper.body, Crisis) for paper in found if paper.town in set(towns))


async def crises_of(papers: Papers, town: str, limit: int = 50) -> list[Kept]:
    """Return a town's crises, past and present, newest first."""
    found = await papers.papers(KIND, town=town, limit=limit)
    return [Kept(decode(paper.body, Crisis), paper.version) for paper in found]


async def crisis_named(site: Site, key: str) -> Kept:
    """Return a crisis of a town that the actor sees.

    Raises:
        HTTPException: 404 for any other.
    """
    paper = await site.office.papers.paper(KIND, key)
    if paper is None or paper.town not in {town.slug for town in site.towns}:
        raise HTTPException(404)
    return Kept(decode(paper.body, Crisis), paper.version)


async def declare(site: Site, crisis: Crisis) -> Crisis:
    """Begin a crisis; its key is given here.

    Raises:
        InvalidInput: one is going on already, or someone else has just declared one.
    """
    papers = site.office.papers
    before = await crises_of(papers, crisis.town, limit=1)
    if before and before[0].crisis.ended_at is None:
        raise InvalidInput(OVERTAKEN)
    last = int(before[0].crisis.key.rpartition("-")[2]) if before else 0
    crisis = replace(crisis, key=f"{crisis.town}-{last + 1}")
    await papers.keep(_paper(crisis, 0))
    await _noted(site, crisis, "crisis.declared")
    return crisis


async def change(site: Site, kept: Kept, change: Callable[[Crisis], Crisis]) -> Crisis:
    """Change a crisis that goes on, on the version that was read.

    Raises:
        InvalidInput: it has ended, or has changed since it was read.
    """
    crisis = await _keep(site, kept, change)
    await _noted(site, crisis, "crisis.changed")
    return crisis


async def enter(site: Site, key: str, entry: Entry) -> Crisis:
    """Add a line to the log; two people who write at once both keep theirs."""
    for last in reversed(range(_TRIES)):
        kept = await crisis_named(site, key)
        try:
            crisis = await _keep(site, kept, lambda c: replace(c, entries=(*c.entries, entry)))
        except InvalidInput:
            if kept.crisis.ended_at is not None or not last:
                raise
        else:
            await _noted(site, crisis, "crisis.entered")
            return crisis
    raise AssertionError("the last try returns or raises")


async def end(site: Site, kept: Kept, at: datetime, by: str) -> Crisis:
    """End a crisis: everything is again as it was before.

    Raises:
        InvalidInput: it has ended, or has changed since it was read.
    """
    crisis = await _keep(site, kept, lambda c: replace(c, ended_at=at, ended_by=by))
    await _noted(site, crisis, "crisis.ended")
    return crisis


async def _keep(site: Site, kept: Kept, change: Callable[[Crisis], Crisis]) -> Crisis:
    if kept.crisis.ended_at is not None:
        raise InvalidInput(OVERTAKEN)
    crisis = change(kept.crisis)
    await site.office.papers.keep(_paper(crisis, kept.version))
    return crisis


def _paper(crisis: Crisis, version: int) -> Paper:
    return Paper(
        kind=KIND,
        key=crisis.key,
        body=encode(crisis),
        at=crisis.declared_at,
        town=crisis.town,
        about=ACTIVE if crisis.ended_at is None else "",
        version=version,
    )


async def _noted(site: Site, crisis: Crisis, what: str) -> None:
    by = site.who
    now = site.clock.now()
    await note(site.office.papers, now, by, what, town=crisis.town, about=crisis.key)
