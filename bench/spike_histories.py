"""Synthetic weeks of a town, hour by hour: quiet ones, and ones with an event planted.

A weekly rhythm (two peaks a day, calmer weekends), days louder or calmer than usual with some
memory (a quarter up or down), a level that drifts by a twentieth a week, and threads: one post in
three draws replies within hours. The eight weeks before hold two storms that nobody marked.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from desk.usual_rhythm import DAY, WEEK

VOLUMES: Final = {"5 a day": 5.0, "200 a day": 200.0, "5,000 a day": 5_000.0}
#: Mentions of the planted event, in ordinary days' worth.
SIZES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
SHAPES: Final = ("burst", "storm", "slow")
BEFORE: Final = 8 * WEEK
MONTH: Final = 30 * DAY

_REPLIES: Final = 0.5
_DELAY: Final = 2.0
_DAILY: Final = 0.25
_DRIFT: Final = 0.05

Hours = NDArray[np.float64]


class History(msgspec.Struct, frozen=True):
    """Mentions of each hour from a Monday's midnight on; when the planted event began."""

    counts: Hours
    event: int | None = None


def quiet(per_day: float, seed: int) -> History:
    """Return eight weeks and a month in which nothing happens."""
    return History(_background(np.random.default_rng(seed), per_day))


def planted(per_day: float, size: float, shape: str, seed: int) -> History:
    """Return the same with an event in the month, begun between 7:00 and 22:00."""
    chance = np.random.default_rng(seed)
    counts = _background(chance, per_day)
    day = int(chance.integers(BEFORE // DAY + 3, (BEFORE + MONTH) // DAY - 3))
    start = day * DAY + int(chance.integers(7, 22))
    counts += _event(chance, size * per_day, shape, start, len(counts))
    return History(counts, start)


def slots(length: int) -> NDArray[np.int64]:
    """Return the hour of the week of each hour."""
    return np.arange(length) % WEEK


def _background(chance: np.random.Generator, per_day: float) -> Hours:
    length = BEFORE + MONTH
    days = length // DAY
    loud = np.zeros(days)
    for day in range(1, days):
        loud[day] = 0.5 * loud[day - 1] + chance.normal(0, _DAILY * 0.87)
    drift = np.cumsum(chance.normal(0, _DRIFT / 7**0.5, days))
    mean = _rhythm(per_day, length) * np.repeat(np.exp(loud + drift - _DAILY**2 / 2), DAY)
    counts = _threads(chance, mean)
    for _ in range(2):
        start = int(chance.integers(0, BEFORE - 3 * DAY))
        counts += _event(chance, float(chance.uniform(1, 3)) * per_day, "storm", start, length)
    return counts


def _rhythm(per_day: float, length: int) -> Hours:
    hour = np.arange(DAY)
    day = 0.15 + np.exp(-(((hour - 11) / 3.5) ** 2)) + 1.3 * np.exp(-(((hour - 19.5) / 2.5) ** 2))
    week = np.outer([1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 0.7], day / day.sum()).ravel()
    return np.resize(per_day * week, length)


def _threads(chance: np.random.Generator, mean: Hours) -> Hours:
    """Return counts of this mean: posts, and replies to them an hour or more later."""
    posts = chance.poisson(mean / (1 + _REPLIES))
    replying = chance.binomial(posts, 1 / 3)
    counts = posts.astype(float)
    for at in np.flatnonzero(replying):
        replies = int(chance.geometric(1 / (3 * _REPLIES), replying[at]).sum())
        later = at + chance.exponential(_DELAY, replies).astype(int)
        np.add.at(counts, later[later < len(counts)], 1)
    return counts


def _event(
    chance: np.random.Generator, mentions: float, shape: str, start: int, length: int
) -> Hours:
    hour = np.arange(length) - start
    if shape == "burst":
        form = ((hour >= 0) & (hour < 2)).astype(float)
    elif shape == "storm":
        form = np.where(hour >= 0, np.exp(-np.clip(hour, 0, 200) / 4.0), 0.0)
    else:
        form = ((hour >= 0) & (hour < DAY)).astype(float)
    return chance.poisson(mentions * form / form.sum()).astype(float)
