"""The log of acts: every change made by a person is noted in it, and nothing takes it back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from vigie.act import Act
from vigie.codec import decode, encode
from vigie.paper import Paper, Papers

KIND: Final = "act"


class Noted(NamedTuple):
    """An act with its moment, its town and what it was on."""

    at: datetime
    town: str
    about: str
    act: Act


async def note(
    papers: Papers,
    at: datetime,
    by: str,
    what: str,
    *,
    town: str = "",
    about: str = "",
    detail: Mapping[str, str] | None = None,
) -> None:
    """Note one act; see `vigie.act.Act`. `about` is a mention's id, a case's reference…"""
    act = Act(by=by, what=what, detail=dict(detail or {}))
    key = f"{at.timestamp():.6f}-{secrets.token_hex(4)}"
    paper = Paper(kind=KIND, key=key, body=encode(act), at=at, town=town, about=about)
    await papers.keep(paper)


async def acts(
    papers: Papers, *, town: str | None = None, about: str | None = None, limit: int = 100
) -> Sequence[Noted]:
    """Return acts, newest first."""
    found = await papers.papers(KIND, town=town, about=about, limit=limit)
    return [noted(each) for each in found]


def noted(paper: Paper) -> Noted:
    """Return the act that a paper holds."""
    return Noted(paper.at, paper.town, paper.about, decode(paper.body, Act))
