"""How much a count moved between two periods, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from typing import Final

from vigie.report import Change

_95: Final = 1.96


def spread(posts_each: Iterable[int]) -> int:
    """Return the variance of a count to which each person brings so many posts.

    People come by chance, and each brings all of their posts at once: a compound Poisson count,
    whose variance is the sum of the squares.
    """
    return sum(posts * posts for posts in posts_each)


def change(now: int, before: int, now_spread: int, before_spread: int) -> Change | None:
    """Return the ratio of two counts with its 95 % interval, None where one of them is 0.

    The interval is that of a ratio of two counts on the logarithmic scale (Katz et al.,
    Biometrics 34, 1978), with the spreads as variances.
    """
    if now <= 0 or before <= 0:
        return None
    ratio = now / before
    wide = _95 * sqrt(now_spread / now**2 + before_spread / before**2)
    return Change(
        ratio=round(ratio, 3),
        low=round(exp(log(ratio) - wide), 3),
        high=round(exp(log(ratio) + wide), 3),
    )
