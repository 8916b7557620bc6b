"""Intervals of shares, of their differences and of ratios of counts, in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

#: The level at which the intervals are given: 19 times out of 20.
ERROR: Final = 0.05

Interval = tuple[float, float]


def quantile(comparisons: int = 1, error: float = ERROR) -> float:
    """Return the normal quantile of two-sided intervals, 1.96 for one comparison.

    For several, Bonferroni's: the chance that any of them errs stays under `error` (Dunn,
    "Multiple comparisons among means", JASA 56, 1961).
    """
    return NormalDist().inv_cdf(1 - error / (2 * max(1, comparisons)))


def wilson(count: float, of: float, z: float) -> Interval:
    """Return Wilson's score interval of a share; (0, 1) of nothing.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
    1927. It holds for small numbers and for shares near 0 or 1, where the usual one does not
    (Brown, Cai & DasGupta, "Interval estimation for a binomial proportion", 2001).

    Args:
        count: from 0 to `of`; both may be fractions, for mentions that are not independent.
        of: how many there are.
        z: the normal quantile.
    """
    if of <= 0:
        return 0.0, 1.0
    share = count / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low, high = (middle - half) / whole, (middle + half) / whole
    # At the ends the interval reaches them exactly; rounding must not say otherwise.
    return (0.0 if count <= 0 else max(0.0, low)), (1.0 if count >= of else min(1.0, high))


def difference(before: tuple[float, float], after: tuple[float, float], z: float) -> Interval:
    """Return the interval of the share after less the share before, each (count, of).

    Newcombe's hybrid score interval, method 10 of "Interval estimation for the difference
    between independent proportions: comparison of eleven methods", Statistics in Medicine 17,
    1998.
    """
    if before[1] <= 0 or after[1] <= 0:
        return -1.0, 1.0
    one, two = after[0] / after[1], before[0] / before[1]
    one_low, one_high = wilson(*after, z)
    two_low, two_high = wilson(*before, z)
    gap = one - two
    low = gap - math.sqrt((one - one_low) ** 2 + (two_high - two) ** 2)
    high = gap + math.sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return max(-1.0, low), min(1.0, high)


def ratio(before: int, after: int, dispersion: float, z: float) -> tuple[float, Interval]:
    """Return how many times more after than before in equal times, with its interval.

    The logarithm of a ratio of two counts has about the variance 1/a + 1/b; counts that vary
    more than a Poisson's have it times their dispersion (quasi-likelihood: McCullagh & Nelder,
    "Generalized Linear Models", 1989, 6.2). Both counts must be above 0.
    """
    middle = math.log(after / before)
    half = z * math.sqrt(dispersion * (1 / before + 1 / after))
    return after / before, (math.exp(middle - half), math.exp(middle + half))


def dispersion(*sides: Sequence[int]) -> float:
    """Return how many times more than a Poisson's daily counts vary around their side's mean.

    Pearson's chi-squared over its degrees of freedom (McCullagh & Nelder, 1989); never below
    1, so that an interval is never narrower than chance alone makes it.
    """
    total, freedom = 0.0, 0
    for days in sides:
        mean = sum(days) / len(days) if days else 0
        if mean > 0:
            total += sum((day - mean) ** 2 / mean for day in days)
            freedom += len(days) - 1
    return max(1.0, total / freedom) if freedom else 1.0


def voices(stories: Sequence[int]) -> float:
    """Return to how many independent mentions some amount, given the size of each story.

    Mentions of one story repeat one another. Kish's effective size for unequal clusters whose
    members say the same, the most cautious case: (sum of sizes)² / sum of their squares
    ("Survey Sampling", 1965).
    """
    squares = sum(size * size for size in stories)
    return sum(stories) ** 2 / squares if squares else 0.0
