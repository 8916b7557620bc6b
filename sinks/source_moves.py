"""What a source's moves make of what is remembered of it: pure, the same in every store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from sinks.record_keys import storable
from vigie.batch import CursorMove, SourceStatus
from vigie.figures import Figures
from vigie.rhythm import Rhythm, hour_of
from vigie.source_watch import Missed

#: Figures remembered of a source's accounts, the latest.
FIGURES: Final = 60

#: Holes remembered of a source, the latest.
HOLES: Final = 20


def moved(before: SourceStatus | None, move: CursorMove) -> SourceStatus:
    """Return a source's status after one more move.

    The cursor b"" is that of a call that the source made: the next poll stays when it was, and
    what a call brings says nothing of polls that fail.
    """
    if before and before.next_at and not move.cursor and before.state != "working":
        return _called(before, move)
    working = move.state == "working"
    failures = before.failures if before else 0
    kept = before or SourceStatus(source=storable(move.source), state="", asked_at=move.at)
    hours = sorted(_arrivals(kept, move)) if working else []
    return replace(
        kept,
        state=move.state,
        asked_at=move.at,
        heard_at=move.at if move.heard else kept.heard_at,
        next_at=move.next_at if move.cursor or not before else before.next_at,
        note=None if move.note is None else storable(move.note),
        failures=0 if working else failures + (move.state == "failing"),
        since=kept.since if kept.state == move.state and kept.since else move.at,
        answered_at=move.at if working else kept.answered_at,
        arrived_at=max([*hours, *([kept.arrived_at] if kept.arrived_at else [])], default=None),
        failed_at=kept.failed_at if working else move.at,
        error=kept.error if working else storable(move.note or ""),
        rhythm=_rhythm(kept, move, hours),
        missed=_missed(kept.missed, move.missed),
        figures=_figures(kept.figures, move.figures),
    )


def _called(before: SourceStatus, move: CursorMove) -> SourceStatus:
    return replace(
        before,
        asked_at=move.at,
        heard_at=move.at if move.heard else before.heard_at,
        missed=_missed(before.missed, move.missed),
    )


def _arrivals(before: SourceStatus, move: CursorMove) -> Iterator[datetime]:
    """Yield when what is new could first have been had.

    Not before the last time that the source said that there was nothing: what it dates earlier
    was not there yet. All that a first reading brings is one arrival. A move told again, after
    others or not, brings nothing.
    """
    if before.answered_at is not None and move.at <= before.answered_at:
        return
    times = sorted(min(time, move.at) for time in move.arrivals)
    if before.answered_at is None:
        yield from times[-1:]
    else:
        yield from (min(max(time, before.answered_at), move.at) for time in times)


def _rhythm(before: SourceStatus, move: CursorMove, arrivals: list[datetime]) -> Rhythm | None:
    rhythm = before.rhythm
    if rhythm is None and move.state == "working":
        rhythm = Rhythm(since=hour_of(move.at))
    if rhythm is None or not arrivals:
        return rhythm
    return rhythm.with_arrivals({hour_of(time) for time in arrivals})


def _figures(before: tuple[Figures, ...], more: tuple[Figures, ...]) -> tuple[Figures, ...]:
    """Keep the last of each day for each account; told again, nothing changes."""
    if not more:
        return before
    by_day = {(each.at.date(), each.account): each for each in (*before, *more)}
    return tuple(by_day[key] for key in sorted(by_day))[-FIGURES:]


def _missed(before: tuple[Missed, ...], more: Missed | None) -> tuple[Missed, ...]:
    """Add a hole, once; posts let go within the same hour are one."""
    last = before[-1] if before else None
    if more is None or (last is not None and more.at <= last.at):
        return before
    together = last is not None and more.since is None and last.since is None
    if last is not None and together and hour_of(last.at) == hour_of(more.at):
        return (*before[:-1], replace(more, posts=last.posts + more.posts))
    return (*before, more)[-HOLES:]
