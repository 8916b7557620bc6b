"""Spikes: hours that brought far more than this hour of this weekday usually does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from desk.usual_rhythm import WINDOWS, Hours, Slots, Usual

#: Hours of a month of 30 days, for which a false-alarm rate is told.
MONTH: Final = 720
# An episode lasts while some window remains rarer than this.
_STILL: Final = 0.01


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """What a spike must reach, however rare it is.

    Attributes:
        mentions: least number in the window.
        authors: least number of distinct authors: one person's storm is no spike. Where nobody is
            named the source stands in.
        clusters: least number of stories: one agency's text on twelve sites is no spike.
        times: least multiple of what is usual; at 5,000 mentions a day a tenth more is rare
            already, and nobody should be woken for it.
        per_month: false alarms accepted in 30 days.
    """

    mentions: int = 5
    authors: int = 3
    clusters: int = 3
    times: float = 1.5
    per_month: float = 0.5


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A window: its last hour, its length in hours, what it brought and what was expected."""

    hour: int
    window: int
    count: int
    expected: float
    chance: float


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """A spike from its beginning to its end; hours are positions in what was looked at.

    Attributes:
        start: the first hour above the usual in the window that raised it.
        raised: the hour at which it could be told.
        peak: the rarest window.
        end: the last hour of the episode; None while it lasts.
    """

    start: int
    raised: int
    first: Seen
    peak: Seen
    end: int | None = None


def chance_for(per_month: float) -> float:
    """Return the rarity at which a window rings, for so many false alarms in 30 days.

    Each hour looks at `len(WINDOWS)` windows, so a quiet month is `MONTH` times as many looks. By
    Bonferroni's inequality they ring wrongly `per_month` times at most on average, however much
    the windows overlap, as long as the rhythm is well learnt.
    """
    return per_month / (MONTH * len(WINDOWS))


def episodes(counts: Hours, slots: Slots, usual: Usual, floor: Floor, since: int) -> list[Episode]:
    """Return the episodes of these hours, oldest first.

    An hour that is not over yet is held against the whole hour's expectation: it can ring early
    and makes no false alarm that the whole hour would not make.

    Args:
        counts: mentions of each hour by their own dates, oldest first, without a gap.
        slots: hour of the week of each.
        usual: learnt from hours before these.
        floor: what a spike must reach; of its numbers only mentions can be told from counts.
        since: position of the first hour to look at; those before fill its windows.
    """
    found: list[Episode] = []
    open_ = False
    for hour in range(since, len(counts)):
        seen = sorted(windows(counts, slots, usual, hour), key=lambda one: one.chance)
        if open_:
            open_ = seen[0].chance < _STILL
            found[-1] = _longer(found[-1], seen[0], lasts=open_)
        elif rare := [one for one in seen if rings(one, floor)]:
            found.append(_begun(counts, slots, usual, rare[0]))
            open_ = True
    return found


def windows(counts: Hours, slots: Slots, usual: Usual, hour: int) -> Iterator[Seen]:
    """Yield the windows that end with this hour, those that begin before the first left out."""
    for window in WINDOWS:
        if hour + 1 >= window:
            span = slice(hour + 1 - window, hour + 1)
            count = int(counts[span].sum())
            expected = sum(usual.hours[slot] for slot in slots[span])
            chance = usual.chance(count, expected, window) if count > expected else 1.0
            yield Seen(hour=hour, window=window, count=count, expected=expected, chance=chance)


def rings(seen: Seen, floor: Floor) -> bool:
    """Tell whether a window is rare enough and reaches what can be told from counts."""
    return (
        seen.chance < chance_for(floor.per_month)
        and seen.count >= floor.mentions
        and seen.count >= floor.times * seen.expected
    )


def _begun(counts: Hours, slots: Slots, usual: Usual, seen: Seen) -> Episode:
    span = range(seen.hour + 1 - seen.window, seen.hour + 1)
    start = next((at for at in span if counts[at] > usual.hours[slots[at]]), seen.hour)
    return Episode(start=start, raised=seen.hour, first=seen, peak=seen)


def _longer(episode: Episode, seen: Seen, *, lasts: bool) -> Episode:
    if not lasts:
        return msgspec.structs.replace(episode, end=seen.hour - 1)
    return msgspec.structs.replace(episode, peak=min(episode.peak, seen, key=lambda s: s.chance))
