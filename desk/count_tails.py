"""How likely so many mentions are when fewer were expected: Poisson and negative binomial."""

from __future__ import annotations

from math import exp, lgamma, log

# Below this excess of the variance over the mean the two laws cannot be told apart, and the
# negative binomial's size would cost `lgamma` its digits.
_POISSON = 1e-4
_NEGLIGIBLE = 1e-12
# Far below any threshold. Still rarer ones would be denormal numbers, whose products never
# reach zero: the sum would not end.
_LEAST = 1e-280


def at_least(count: int, mean: float, variance: float) -> float:
    """Return the probability of `count` or more.

    The law is the negative binomial of this mean and variance, or the Poisson law when the
    variance is not above the mean. In the form of Hilbe, « Negative Binomial Regression » (2nd
    ed., 2011, § 8.1): size r = mean² / (variance - mean), success probability mean / variance.
    The first term comes from `math.lgamma`, the others from the ratio of neighbours, summed away
    from the mean so that a probability of 1e-12 keeps its digits; none is told below 1e-280.

    Args:
        count: at least 0.
        mean: above 0.
        variance: of the same law.
    """
    if count <= 0:
        return 1.0
    size, scale = _law(mean, variance)
    if count <= mean:
        return max(0.0, 1.0 - _below(count, mean, size, scale))
    term = total = exp(_log_term(count, mean, size, scale))
    if term < _LEAST:
        return _LEAST
    at = count
    while term > _NEGLIGIBLE * total:
        term *= scale / (at + 1) if size is None else scale * (at + size) / (at + 1)
        total += term
        at += 1
    return min(1.0, total)


def _law(mean: float, variance: float) -> tuple[float | None, float]:
    """Return (size, q) of the negative binomial, (None, mean) of the Poisson law."""
    if variance <= mean * (1 + _POISSON):
        return None, mean
    return mean * mean / (variance - mean), 1 - mean / variance


def _log_term(k: int, mean: float, size: float | None, scale: float) -> float:
    if size is None:
        return k * log(mean) - mean - lgamma(k + 1)
    ways = lgamma(k + size) - lgamma(k + 1) - lgamma(size)
    return ways + size * log(1 - scale) + k * log(scale)


def _below(count: int, mean: float, size: float | None, scale: float) -> float:
    """Return the probability of fewer than `count`, from the top down."""
    at = count - 1
    term = total = exp(_log_term(at, mean, size, scale))
    while at > 0 and term > _NEGLIGIBLE * total:
        term *= at / scale if size is None else at / (scale * (at - 1 + size))
        total += term
        at -= 1
    return total
