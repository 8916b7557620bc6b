"""Says what is heard and what is not: for the coverage page, the command and the report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from desk.not_heard import not_heard
from desk.rhythm_words import usual
from desk.source_health import Health, health
from desk.source_slots import SourceCalendar
from vigie.batch import SourceStatus
from vigie.coverage import Coverage, CoveredSource
from vigie.say import Say
from vigie.source_watch import TROUBLES

#: Kinds of source that are read once.
ONCE: Final = frozenset(("import",))

_NOT_LISTED: Final = Say(
    "N’est pas dans les réglages : importée une fois, ou retirée depuis.",
    "Not in the settings: imported once, or removed since.",
)


class Listened(msgspec.Struct, frozen=True, kw_only=True):
    """A source that the settings name.

    Attributes:
        towns: slugs of the towns that it is read for.
        calendar: that of the first of them.
    """

    name: str
    kind: str
    towns: tuple[str, ...]
    calendar: SourceCalendar


def health_of(source: Listened, status: SourceStatus | None, now: datetime) -> Health:
    """Return the state of a source that the settings name."""
    return health(status, source.calendar, now, once=source.kind in ONCE)


def cover(
    sources: Sequence[Listened],
    statuses: Mapping[str, SourceStatus],
    tallies: Mapping[str, Mapping[str, int]],
    installed: Collection[str],
    *,
    now: datetime,
) -> Coverage:
    """Say what is heard; pure.

    Args:
        sources: those of the settings.
        statuses: what the store remembers, by name; those that the settings do not name are
            told apart.
        tallies: posts by outcome, by name.
        installed: kinds of source that this version knows.
        now: aware.
    """
    found = sorted(_sources(sources, statuses, tallies, now), key=_place)
    return Coverage(
        at=now,
        sources=tuple(found),
        not_heard=not_heard({source.kind for source in sources}, installed),
    )


def _sources(
    sources: Sequence[Listened],
    statuses: Mapping[str, SourceStatus],
    tallies: Mapping[str, Mapping[str, int]],
    now: datetime,
) -> Iterator[CoveredSource]:
    for source in sources:
        status = statuses.get(source.name)
        rhythm = status.rhythm if status else None
        yield _covered(
            source.name,
            source.kind,
            health_of(source, status, now),
            usual=usual(rhythm, now, source.calendar),
            status=status,
            tally=tallies.get(source.name, {}),
        )
    named = {source.name for source in sources}
    for name, status in statuses.items():
        if name not in named:
            gone = Health(state="stopped", why=_NOT_LISTED, since=status.asked_at)
            tally = tallies.get(name, {})
            yield _covered(name, "", gone, usual=Say("–", "–"), status=status, tally=tally)


def _covered(
    name: str,
    kind: str,
    found: Health,
    *,
    usual: Say,
    status: SourceStatus | None,
    tally: Mapping[str, int],
) -> CoveredSource:
    return CoveredSource(
        name=name,
        kind=kind,
        state=found.state,
        why=found.why,
        usual=usual,
        since=found.since,
        arrived_at=(status.arrived_at or status.heard_at) if status else None,
        asked_at=status.asked_at if status else None,
        next_at=status.next_at if status and kind and found.state != "stopped" else None,
        failures=status.failures if status else 0,
        note=status.note if status else None,
        failed_at=status.failed_at if status else None,
        error=status.error if status else None,
        kept=tally.get("kept", 0),
        set_aside=sum(count for outcome, count in tally.items() if outcome != "kept"),
        outcomes=dict(tally),
        missed=status.missed if status else (),
    )


def _place(source: CoveredSource) -> tuple[int, str]:
    """Place the troubled first, then the quiet, the active, and those no longer listened to."""
    order = (*TROUBLES, "quiet", "working")
    return order.index(source.state) if source.kind else len(order), source.name.casefold()
