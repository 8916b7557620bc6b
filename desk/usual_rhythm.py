"""What each hour of the week usually brings, learnt from weeks that had their own storms."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Hours = NDArray[np.float64]
Slots = NDArray[np.int64]

#: Lengths in hours of the windows that are looked at.
WINDOWS: Final = (1, 3, 24)
#: The hours of a week; 0 is Monday's first, in the town's own time.
WEEK: Final = 168
DAY: Final = 24

# A past hour or day this many standard deviations off counts less (Noufaily et al. 2013).
_OUTLYING: Final = 2.58
# Mentions' worth of belief in « like the same hour of other days ».
_BELIEF: Final = 20.0
# Mentions' worth of belief in « the last two weeks are like those before ».
_STEADY: Final = 20.0
_RECENT: Final = 14 * DAY
_ROUNDS: Final = 3


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """A rhythm.

    Attributes:
        hours: mentions expected in each hour of the week, `WEEK` of them, each above 0.
        spread: length of window → variance over mean of what such windows brought, at least 1.
        doubt: relative variance of the level itself, known from so many mentions only.
    """

    hours: tuple[float, ...]
    spread: dict[int, float]
    doubt: float

    def variance(self, mean: float, window: int) -> float:
        """Return the variance of what a window in which `mean` are expected will bring."""
        return mean * self.spread[window] + self.doubt * mean * mean


def learn(counts: Hours, slots: Slots) -> Usual:
    """Learn the rhythm of past hours.

    The mean of an hour of the week is a gamma-Poisson estimate drawn towards (level x day of the
    week x hour of the day, smoothed): five mentions a day teach no 168 hours apart. Hours and
    days that stand out are weighed down by their Anscombe residual and the rest is learnt again,
    so that last month's storm does not hide the next one: Farrington et al., « A statistical
    algorithm for the early detection of outbreaks of infectious disease », J. R. Stat. Soc. A 159
    (1996) 547-563, as improved by Noufaily et al., Statistics in Medicine 32 (2013) 1206-1222,
    whose quasi-Poisson spread is used too, estimated here for each length of window by itself
    since replies come in bunches.

    Args:
        counts: mentions of each hour, oldest first, without a gap; two weeks at least.
        slots: hour of the week of each.
    """
    weights = np.ones_like(counts)
    spread = 1.0
    for _ in range(_ROUNDS):
        shape = _shape(counts, slots, weights, spread)
        means = shape[slots]
        spread = _spread(counts, means, weights, 1)
        weights = _weights(counts, means, spread)
    level, doubt = _level(counts, means, weights)
    return Usual(
        hours=tuple(float(hour) for hour in shape * level),
        spread={window: _spread(counts, means, weights, window) for window in WINDOWS},
        doubt=doubt,
    )


def _shape(counts: Hours, slots: Slots, weights: Hours, spread: float) -> Hours:
    found = np.bincount(slots, weights * counts, WEEK).reshape(7, DAY)
    heard = np.bincount(slots, weights, WEEK).reshape(7, DAY)
    level = (found.sum() + 0.5) / max(heard.sum(), 1.0)
    belief = _BELIEF * spread
    days = _drawn(found.sum(1), heard.sum(1) * level, belief)
    hours = _smoothed(_drawn(found.sum(0), heard.sum(0) * level, belief))
    prior = level * np.outer(days, hours)
    prior *= (found.sum() + 0.5) / max((prior * heard).sum(), 1e-9)
    cells: Hours = (found + belief) / (heard + belief / prior)
    return cells.reshape(WEEK)


def _drawn(found: Any, expected: Any, belief: float) -> Hours:
    factors: Hours = (found + belief) / (expected + belief)
    return factors


def _smoothed(hours: Hours) -> Hours:
    smooth: Hours = (np.roll(hours, 1) + 2 * hours + np.roll(hours, -1)) / 4
    return smooth


def _weights(counts: Hours, means: Hours, spread: float) -> Hours:
    """Weigh down hours far too loud, and days far too loud or too silent (Vigie was off)."""
    # With less than one mention an hour a second one « stands out »: only days tell then.
    hourly = np.where(means >= 1, _residual(counts, means, spread), 0.0)
    daily = _spread(counts, means, np.ones_like(counts), DAY, middling=True)
    days = _residual(_sums(counts, DAY), _sums(means, DAY), daily)
    return _weight(hourly) * _padded(_weight(np.abs(days)), DAY, len(counts))


def _residual(counts: Hours, means: Hours, spread: float) -> Hours:
    """Return Anscombe's residual of a quasi-Poisson count."""
    found: Hours = 1.5 * (counts ** (2 / 3) - means ** (2 / 3)) / (means ** (1 / 6) * spread**0.5)
    return found


def _weight(residuals: Hours) -> Hours:
    far = np.maximum(residuals, _OUTLYING)
    weight: Hours = np.where(residuals > _OUTLYING, (_OUTLYING / far) ** 4, 1.0)
    return weight


def _spread(
    counts: Hours, means: Hours, weights: Hours, window: int, *, middling: bool = False
) -> float:
    """Return variance over mean; `middling`: by the median, which no storm moves."""
    expected = _sums(means, window)
    squares = (_sums(counts, window) - expected) ** 2 / expected
    weeks = max(len(counts) / WEEK, 2.0)
    if middling:  # the median of a squared normal is 0.455
        return max(1.0, float(np.median(squares)) / 0.455)
    kept = _sums(weights, window) / window
    # The means were learnt from the same weeks: one of them is used up.
    return max(1.0, float((kept * squares).sum() / kept.sum()) * weeks / (weeks - 1))


def _level(counts: Hours, means: Hours, weights: Hours) -> tuple[float, float]:
    """Return the level of the last two weeks next to all of them, and how unsure it is."""
    late = slice(-_RECENT, None)
    expected = float((weights * means)[late].sum())
    found = float((weights * counts)[late].sum())
    belief = _STEADY * _spread(counts, means, weights, DAY)
    level = (found + belief) / (expected + belief)
    return level, belief / _STEADY / (expected + belief)


def _sums(values: Hours, window: int) -> Hours:
    """Return the sums of windows that do not overlap, the oldest incomplete one left out."""
    whole = len(values) // window * window
    sums: Hours = values[len(values) - whole :].reshape(-1, window).sum(1)
    return sums


def _padded(values: Hours, window: int, length: int) -> Hours:
    long = np.repeat(values, window)
    return np.concatenate((np.ones(length - len(long)), long))
