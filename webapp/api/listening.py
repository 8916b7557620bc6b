"""What is heard and what is not: sources, their state, their tallies."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vigie.coverage import plain
from vigie.say import Say
from vigie.source_watch import Missed
from webapp.api.operation import Call, Operation, Reply


class SourceSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A source; its sentences are in the reader's language."""

    name: str
    kind: str
    state: str
    why: str
    usual: str
    since: datetime | None
    arrived_at: datetime | None
    asked_at: datetime | None
    next_at: datetime | None
    failures: int
    note: str | None
    failed_at: datetime | None
    error: str | None
    kept: int
    set_aside: int
    outcomes: dict[str, int]
    missed: tuple[Missed, ...]


class NotHeardSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere that people speak and that is not listened to."""

    id: str
    what: str
    why: str
    remedy: str | None


class CoverageSaid(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, at one moment; troubled sources first."""

    at: datetime
    listened: int
    silent: int
    sources: tuple[SourceSaid, ...]
    not_heard: tuple[NotHeardSaid, ...]


class TalliesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """How many posts each source brought, by what became of them."""

    sources: dict[str, dict[str, int]]


async def _coverage(call: Call) -> Reply:
    covered = await call.site.covering.coverage()
    return Reply(msgspec.convert(plain(covered, call.reader.language), CoverageSaid))


async def _tallies(call: Call) -> Reply:
    tallies = await call.site.store.tallies()
    return Reply(TalliesSaid(sources={name: dict(each) for name, each in tallies.items()}))


LISTENING: Final = (
    Operation(
        id="get_coverage",
        path="/coverage",
        tag="listening",
        says=Say("Savoir ce qui est entendu et ce qui ne l’est pas", "Tell what is heard or not"),
        does=_coverage,
        gives=CoverageSaid,
    ),
    Operation(
        id="get_tallies",
        path="/tallies",
        tag="listening",
        says=Say("Compter ce que chaque source a apporté", "Count what each source brought"),
        does=_tallies,
        gives=TalliesSaid,
    ),
)
