"""Spikes: hours that brought far more than this hour of this weekday usually does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from desk.count_tails import at_least
from desk.rule_floor import SPIKE, AtLeast
from desk.usual_rhythm import DAY, WEEK, WINDOWS, Hours, Slots, Usual, learn

#: Hours of a month of 30 days, for which a false-alarm rate is told.
MONTH: Final = 720
#: Weeks that a rhythm is learnt from, at most and at least, and the days after them that are
#: looked at and not learnt from, so that a rise of two days does not become the usual.
WEEKS: Final = 8
LEAST_WEEKS: Final = 2
RECENT: Final = 3 * DAY
# An episode lasts while some window remains rarer than this.
_STILL: Final = 0.01


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A window: its last hour, its length in hours, what it brought and what was expected.

    `chance` is that of so many or more where `expected` and `variance` are usual.
    """

    hour: int
    window: int
    count: int
    expected: float
    variance: float
    chance: float

    def without(self, share: float) -> Seen:
        """Return the window without this share of its mentions."""
        count = round(self.count * (1 - share))
        return replace(self, count=count, chance=at_least(count, self.expected, self.variance))


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


def spikes(
    counts: Hours, slots: Slots, since: int, floor: AtLeast = SPIKE, *, heard_from: int = 0
) -> list[Episode]:
    """Return the episodes that could be told from hour `since` on, as one living through it.

    Each day the rhythm is learnt anew from the `WEEKS` before the last `RECENT` hours. Nothing
    is told before `LEAST_WEEKS` have been heard.

    Args:
        counts: mentions of each hour by their own dates, oldest first, without a gap.
        slots: hour of the week of each.
        since: position; hours before are history.
        floor: whole, as `AtLeast.over(SPIKE)` gives it.
        heard_from: position of the first hour in which the town was listened to; nothing is
            learnt from those before, whose silence is no silence.
    """
    found: list[Episode] = []
    for day in range(since, len(counts), DAY):
        begin, end = max(heard_from, day - RECENT - WEEKS * WEEK), day - RECENT
        if end - begin < LEAST_WEEKS * WEEK:
            continue
        usual = learn(counts[begin:end], slots[begin:end])
        look = slice(end - DAY, day + DAY)
        for one in episodes(counts[look], slots[look], usual, floor, DAY):
            moved = _moved(one, look.start)
            if found and moved.start <= (found[-1].end or found[-1].raised):
                found[-1] = replace(found[-1], end=moved.end, peak=_rarer(found[-1], moved))
            elif moved.raised >= day:
                found.append(moved)
    return found


def episodes(
    counts: Hours, slots: Slots, usual: Usual, floor: AtLeast, since: int
) -> list[Episode]:
    """Return the episodes of these hours, oldest first.

    An hour that is not over yet is held against the whole hour's expectation: it can ring early
    and makes no false alarm that the whole hour would not make.

    Args:
        counts: mentions of each hour by their own dates, oldest first, without a gap.
        slots: hour of the week of each.
        usual: learnt from hours before these.
        floor: whole; of its numbers authors and clusters cannot be told from counts. A rise of
            a tenth is rare already at 5,000 mentions a day: hence `times`.
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
            variance = usual.variance(expected, window)
            yield Seen(
                hour=hour,
                window=window,
                count=count,
                expected=expected,
                variance=variance,
                # Only what is above the usual is of interest.
                chance=at_least(count, expected, variance) if count > expected else 1.0,
            )


def rings(seen: Seen, floor: AtLeast) -> bool:
    """Tell whether a window is rare enough and reaches what can be told from counts."""
    return (
        seen.chance < chance_for(floor.per_month or 0)
        and seen.count >= (floor.mentions or 0)
        and seen.count >= (floor.times or 0) * seen.expected
    )


def _begun(counts: Hours, slots: Slots, usual: Usual, seen: Seen) -> Episode:
    span = range(seen.hour + 1 - seen.window, seen.hour + 1)
    start = next((at for at in span if counts[at] > usual.hours[slots[at]]), seen.hour)
    return Episode(start=start, raised=seen.hour, first=seen, peak=seen)


def _longer(episode: Episode, seen: Seen, *, lasts: bool) -> Episode:
    if not lasts:
        return replace(episode, end=seen.hour - 1)
    return replace(episode, peak=min(episode.peak, seen, key=lambda s: s.chance))


def _rarer(one: Episode, other: Episode) -> Seen:
    return min(one.peak, other.peak, key=lambda seen: seen.chance)


def _moved(episode: Episode, by: int) -> Episode:
    """Return the episode with positions `by` later."""
    return Episode(
        start=episode.start + by,
        raised=episode.raised + by,
        first=replace(episode.first, hour=episode.first.hour + by),
        peak=replace(episode.peak, hour=episode.peak.hour + by),
        end=None if episode.end is None else episode.end + by,
    )
