"""Decisions kept by the team, as papers: found again by a short address."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException

from vigie.codec import decode, encode
from vigie.kept_decision import KeptDecision
from vigie.paper import Paper, every_paper
from webapp.log_of_acts import note
from webapp.site import Site

KIND: Final = "decision"


class OnShelf(NamedTuple):
    """A decision kept, and where it is found."""

    key: str
    decision: KeptDecision
    town: str

    @property
    def address(self) -> str:
        """Its address on the site."""
        return f"/decision/{self.key}"

    @property
    def on(self) -> date:
        """Its day."""
        return self.decision.on


async def shelf(site: Site) -> Sequence[OnShelf]:
    """Return the decisions of the towns that the actor sees, the latest day first."""
    papers = every_paper(site.office.papers, KIND)
    kept = [_read(paper) async for paper in papers if _seen(site, paper.town)]
    return sorted(kept, key=lambda each: (each.on, each.key), reverse=True)


async def taken(site: Site, key: str) -> OnShelf:
    """Return one decision; answers 404 when there is none, or it is another town's."""
    paper = await site.office.papers.paper(KIND, key)
    if paper is None or not _seen(site, paper.town):
        raise HTTPException(404)
    return _read(paper)


async def put(site: Site, decision: KeptDecision, town: str) -> str:
    """Keep a decision; return its key. The act is noted without its name."""
    key, at = secrets.token_hex(6), site.clock.now()
    body = encode(decision)
    await site.office.papers.keep(Paper(kind=KIND, key=key, body=body, at=at, town=town))
    await note(site.office.papers, at, site.who, "decision_kept", town=town, about=key)
    return key


async def take_away(site: Site, one: OnShelf) -> None:
    """Let a decision go; the act is noted."""
    await site.office.papers.drop(KIND, [one.key])
    at = site.clock.now()
    await note(site.office.papers, at, site.who, "decision_dropped", town=one.town, about=one.key)


def _read(paper: Paper) -> OnShelf:
    return OnShelf(paper.key, decode(paper.body, KeptDecision), paper.town)


def _seen(site: Site, town: str) -> bool:
    return site.actor is not None and site.actor.sees(town)
