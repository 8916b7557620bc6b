"""Is a source's silence longer than is usual for it? Its own rhythm answers, not a threshold.

Time is cut into slots: days (from one cut to the next, at eight hours of the day in turn) and,
for a source that brings three times a day or more, hours. A slot's class is its place in the
local week. How often the slots of each class were empty during the last half-year (for hours,
eight weeks) says how likely each slot of the present silence was to be empty
(`desk.emptiness`). The silence is late when, at one cut or by the hour, both hold:

1. *seldom*: the product of these probabilities is below one in fifty; by the hour, below what
   would ring once in ten months, were the hours independent;
2. *unheard of*: counted in the slots that it should have filled, it is longer by a quarter (by
   the hour, by half) than any earlier silence, one in a hundred apart. This keeps quiet where
   the first is too sure of itself: a forum whose posts come in bursts.

Both are needed, and neither asks for a distribution of the gaps. What came before the source was
listened to, the stretches it could not tell of (`vigie.source_watch.Missed`) and public holidays
are no evidence of anything. Silence counts up to the last time that the source was asked, not up
to now: nobody knows yet what it has brought since.

A rhythm is unknown, and nothing is late, before two weeks and five arrivals.

How often it is wrong, and how long it takes, is measured on simulated histories by
`bench/silences.py` (the table is in docs/sources.md). On them papers, wires, newsrooms and town
halls ring for nothing at most once in six months, groups and forums once in three and a half.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from desk.emptiness import Seen, emptiness
from desk.source_slots import CUTS, Slot, SourceCalendar, day_slots, hour_slots
from vigie.rhythm import MEMORY, Rhythm, hour_of

#: Nothing is said of a source before so many hours of listening and so many arrivals.
LEAST_HOURS: Final = 14 * 24
LEAST_ARRIVALS: Final = 5

_HOURS_BACK: Final = 8 * 7 * 24
_BUSY: Final = 3 / 24  # arrivals an hour from which a source is looked at by the hour
_LONGEST: Final = 26 * 7 * 24  # a longer silence is judged as if it were this long

Span = tuple[int, int]


class _Scale(msgspec.Struct, frozen=True):
    """How strict one is at a scale.

    Attributes:
        seldom: a silence at least so improbable.
        false_alarms: expected in thirty days, were slots independent; None: no such bound.
        apart: share of the earlier silences that may have been longer.
        margin: by which the others must be exceeded.
        slots: in thirty days.
    """

    seldom: float
    false_alarms: float | None
    apart: float
    margin: float
    slots: int


_BY_DAY: Final = _Scale(1 / 50, None, 0.01, 1.25, 30)
_BY_HOUR: Final = _Scale(1 / 50, 0.1, 0.0, 1.5, 720)


class _Past(msgspec.Struct, frozen=True):
    """Slots newest first: classes of the silent ones, then classes and whether they were full."""

    silent: list[int]
    before: list[tuple[int, bool]]


def is_known(rhythm: Rhythm, until: datetime) -> bool:
    """Tell whether a source was listened to for long enough to say what is usual for it."""
    long_enough = hour_of(until) - rhythm.since >= LEAST_HOURS
    return long_enough and rhythm.mask.bit_count() >= LEAST_ARRIVALS


def is_late(
    rhythm: Rhythm, until: datetime, calendar: SourceCalendar, unknown: Iterable[Span] = ()
) -> bool:
    """Tell whether the silence since the last arrival is not usual; pure, takes a millisecond.

    Once late a source stays so until it brings something.

    Args:
        rhythm: what is remembered of it.
        until: up to when nothing more came.
        calendar: its local time and holidays.
        unknown: stretches of hours, ends not included, of which nothing is known.
    """
    if rhythm.newest is None or not is_known(rhythm, until):
        return False
    end = min(hour_of(until), rhythm.newest + 1 + _LONGEST)
    spans = tuple(unknown)
    days = (_past(rhythm, day_slots(calendar, end, cut), spans) for cut in CUTS)
    if any(_unusual(past, _BY_DAY) for past in days):
        return True
    begin = max(rhythm.since, rhythm.newest + 1 - _HOURS_BACK)
    arrivals = (rhythm.mask & ((1 << _HOURS_BACK) - 1)).bit_count()
    if end - rhythm.newest <= 2 or arrivals < _BUSY * (rhythm.newest + 1 - begin):
        return False
    return _unusual(_past(rhythm, hour_slots(calendar, begin, end), spans), _BY_HOUR)


def _past(rhythm: Rhythm, slots: Iterable[Slot], unknown: Sequence[Span]) -> _Past:
    newest, mask = rhythm.newest or 0, rhythm.mask
    oldest = max(rhythm.since, newest + 1 - MEMORY)
    silent: list[int] = []
    before: list[tuple[int, bool]] = []
    for begin, end, kind in slots:
        if begin < oldest:
            break
        if any(begin < stop and start < end for start, stop in unknown):
            continue
        if begin > newest:
            silent.append(kind)
            continue
        if not silent:
            break  # nothing to judge
        low = max(newest - end + 1, 0)
        wide = (1 << newest - begin - low + 1) - 1
        before.append((kind, bool(mask >> low & wide)))
    return _Past(silent, before)


def _unusual(past: _Past, scale: _Scale) -> bool:
    if not past.silent or not past.before:
        return False
    empty = emptiness(_seen(past.before))
    lengths = sorted(_lengths(past.before, empty), reverse=True)
    if not lengths:
        return False  # all that it ever brought lies in stretches of which nothing is known
    longest = lengths[int(scale.apart * len(lengths))]
    most, chance, length = _seldom(past, scale), 1.0, 0.0
    for kind in past.silent:
        rate = empty.get(kind, 1.0)
        chance, length = chance * rate, length + 1 - rate
    return chance < most and length > scale.margin * longest


def _seen(before: Iterable[tuple[int, bool]]) -> dict[int, Seen]:
    seen: dict[int, Seen] = {}
    for kind, full in before:
        slots, empty = seen.get(kind, (0, 0))
        seen[kind] = Seen(slots + 1, empty + (not full))
    return seen


def _lengths(before: Iterable[tuple[int, bool]], empty: dict[int, float]) -> Iterator[float]:
    """Yield the length of each earlier silence, in the slots that it should have filled."""
    length = 0.0
    for kind, full in before:
        if full:
            yield length
            length = 0.0
        else:
            length += 1 - empty[kind]


def _seldom(past: _Past, scale: _Scale) -> float:
    if scale.false_alarms is None:
        return scale.seldom
    full = sum(full for _, full in past.before)
    in_thirty_days = full * scale.slots / len(past.before)
    return min(scale.seldom, scale.false_alarms / in_thirty_days)
