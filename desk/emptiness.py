"""How often the slots of a week stay empty: every Saturday, one Tuesday in two, never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import lgamma
from typing import Final, NamedTuple

#: Strengths of the prior that are tried, in slots: from « each class is all or nothing » to
#: « all classes are alike ».
_STRENGTHS: Final = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)


class Seen(NamedTuple):
    """Slots of a class that were seen, and how many of them were empty."""

    slots: int
    empty: int


def emptiness(seen: Mapping[int, Seen]) -> dict[int, float]:
    """Return the probability that a slot of each class is empty.

    The classes of one source have much in common: a paper has days on which it always comes
    and days on which it never does, a forum is as likely to be silent on any. A beta
    distribution common to all classes says which, its strength chosen by the likelihood of
    what was seen (empirical Bayes for binomial rates: Gelman et al., Bayesian Data Analysis,
    3rd ed., 5.3; Casella, The American Statistician 39, 1985). So three Saturdays are enough for
    a paper whose other days never fail, and not for a forum.

    No probability is below the rate of misses of all the classes that are rather full, half a
    miss added (Jeffreys' rule): twelve days without a miss do not make one impossible.
    """
    slots, empty = (sum(column) for column in zip(*seen.values(), strict=True))
    mean = (empty + 0.5) / (slots + 1)
    strength = _strength(seen, mean)
    expected = {
        kind: (each.empty + mean * strength) / (each.slots + strength)
        for kind, each in seen.items()
    }
    full = [seen[kind] for kind, rate in expected.items() if rate < 0.5]
    least = (sum(e.empty for e in full) + 0.5) / (sum(e.slots for e in full) + 1)
    return {kind: max(rate, least) for kind, rate in expected.items()}


def _strength(seen: Mapping[int, Seen], mean: float) -> float:
    distinct = Counter(seen.values())

    def likelihood(strength: float) -> float:
        a, b = mean * strength, (1 - mean) * strength
        base = lgamma(a) + lgamma(b) - lgamma(strength)
        return sum(
            times
            * (
                lgamma(a + each.empty)
                + lgamma(b + each.slots - each.empty)
                - lgamma(strength + each.slots)
                - base
            )
            for each, times in distinct.items()
        )

    return max(_STRENGTHS, key=likelihood)
