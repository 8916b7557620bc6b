"""A source's state, as a person should hear it: one of seven, and why.

What its last page said comes first: a source that fails, refuses or is stopped is nothing else.
A source that answers is judged by what it brings. It is *working* when it brought something
within a day, and since it last failed; *late* when its silence is not usual for it
(`desk.silence`), or when Vigie itself no longer asks it; *quiet* otherwise. So an answer without
news after a failure ends the failure and proves no more: the source is quiet, or late, until
it brings something.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from desk.rhythm_words import UNKNOWN, usual
from desk.silence import is_late
from desk.source_slots import SourceCalendar
from vigie.batch import SourceStatus
from vigie.durations import length
from vigie.rhythm import Rhythm, hour_of
from vigie.say import Say

_DAY: Final = timedelta(days=1)
#: A source is neglected when its turn came so long ago, and three intervals ago.
_PATIENCE: Final = timedelta(hours=6)


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What to make of a source.

    Attributes:
        state: one of `vigie.source_watch.SOURCE_STATES`.
        since: when that began, as far as can be told; None for a source never asked.
        neglected: it is late because Vigie no longer asks it, not by its own doing.
    """

    state: str
    why: Say
    since: datetime | None = None
    neglected: bool = False


def health(
    status: SourceStatus | None, calendar: SourceCalendar, now: datetime, *, once: bool = False
) -> Health:
    """Return the state of a source; pure, takes a few milliseconds at most.

    Args:
        status: what is remembered of it, None when it was never asked.
        calendar: its local time and holidays.
        now: aware.
        once: it is read once, like a file: nothing is expected of it afterwards.
    """
    if status is None:
        return Health(state="quiet", why=Say("N’a pas encore été lue.", "Not read yet."))
    if status.state != "working":
        since = status.since or status.asked_at
        return Health(state=status.state, why=_trouble(status, now - since), since=since)
    if _is_neglected(status, now):
        return Health(
            state="late", why=_neglected(status, now), since=status.next_at, neglected=True
        )
    arrived = status.arrived_at or status.heard_at
    if arrived is None:
        since = status.since or status.asked_at
        return Health(state="quiet", why=_nothing_yet(now - since), since=since)
    if once:
        return Health(state="quiet", why=_READ_TO_THE_END, since=arrived)
    return _heard(status, arrived, calendar, now)


def _heard(
    status: SourceStatus, arrived: datetime, calendar: SourceCalendar, now: datetime
) -> Health:
    until = known_until(status, now)
    rhythm, holes = status.rhythm, tuple(_holes(status))
    if rhythm is not None and is_late(rhythm, until, calendar, holes):
        return Health(state="late", why=_late(arrived, rhythm, calendar, now=now), since=arrived)
    if status.failed_at is not None and arrived <= status.failed_at:
        since = status.since or status.asked_at
        return Health(state="quiet", why=_back(now - since), since=arrived)
    if now - arrived < _DAY:
        return Health(state="working", why=_fresh(now - arrived), since=arrived)
    why = _quiet(arrived, usual(rhythm, until, calendar), now)
    return Health(state="quiet", why=why, since=arrived)


def known_until(status: SourceStatus, now: datetime) -> datetime:
    """Return up to when it is known that a source brought nothing more.

    A source that is asked now and then is known up to its last answer; a stream, which is
    never left, and a source that calls, up to now.
    """
    if status.next_at is None or status.next_at <= status.asked_at:
        return now
    return min(status.answered_at or status.asked_at, now)


def _is_neglected(status: SourceStatus, now: datetime) -> bool:
    if status.next_at is None or status.next_at <= status.asked_at:
        return False
    interval = status.next_at - status.asked_at
    return now - status.next_at > max(_PATIENCE, 3 * interval)


def _holes(status: SourceStatus) -> Iterator[tuple[int, int]]:
    for hole in status.missed:
        if hole.since is not None and hole.until is not None:
            yield hour_of(hole.since), hour_of(hole.until) + 1


_READ_TO_THE_END: Final = Say(
    "Lue jusqu’au bout ; rien d’autre n’en est attendu.",
    "Read to the end; nothing more is expected of it.",
)


def _trouble(status: SourceStatus, lasting: timedelta) -> Say:
    long = length(lasting)
    if status.state == "failing":
        fr = f", {status.failures} essais de suite" if status.failures > 1 else ""
        en = f", {status.failures} attempts in a row" if status.failures > 1 else ""
        return Say(f"Ne répond pas depuis {long.fr}{fr}.", f"No answer for {long.en}{en}.")
    if status.state == "blocked":
        return Say(f"Refuse Vigie depuis {long.fr}.", f"Has refused Vigie for {long.en}.")
    if status.state == "needs_credentials":
        return Say(
            f"Demande une clé, ou n’accepte plus la sienne, depuis {long.fr}.",
            f"Has asked for a key, or no longer taken ours, for {long.en}.",
        )
    return Say(
        f"N’est plus interrogée depuis {long.fr}.", f"Has not been asked any more for {long.en}."
    )


def _neglected(status: SourceStatus, now: datetime) -> Say:
    long = length(now - status.asked_at)
    return Say(
        f"Vigie ne l’a pas interrogée depuis {long.fr} ; l’écoute est peut-être arrêtée.",
        f"Vigie has not asked it for {long.en}; listening may have stopped.",
    )


def _nothing_yet(lasting: timedelta) -> Say:
    long = length(lasting)
    return Say(
        f"Répond, mais n’a encore rien apporté en {long.fr}.",
        f"Answers, but has brought nothing in {long.en}.",
    )


def _late(arrived: datetime, rhythm: Rhythm, calendar: SourceCalendar, *, now: datetime) -> Say:
    long, often = length(now - arrived), usual(rhythm, now, calendar)
    return Say(
        f"Rien de neuf depuis {long.fr} ; d’habitude : {often.fr}.",
        f"Nothing new for {long.en} (usually {often.en}).",
    )


def _back(lasting: timedelta) -> Say:
    long = length(lasting)
    return Say(
        f"Répond de nouveau depuis {long.fr}, sans rien apporter encore.",
        f"Has been answering again for {long.en}, without bringing anything yet.",
    )


def _fresh(lasting: timedelta) -> Say:
    long = length(lasting)
    return Say(f"A apporté quelque chose il y a {long.fr}.", f"Brought something {long.en} ago.")


def _quiet(arrived: datetime, often: Say, now: datetime) -> Say:
    long = length(now - arrived)
    if often == UNKNOWN:
        return Say(
            f"Rien de neuf depuis {long.fr} ; son rythme n’est pas encore connu.",
            f"Nothing new for {long.en}; its rhythm is not yet known.",
        )
    return Say(
        f"Rien de neuf depuis {long.fr}, ce qui lui arrive ({often.fr}).",
        f"Nothing new for {long.en}, as happens with it ({often.en}).",
    )
