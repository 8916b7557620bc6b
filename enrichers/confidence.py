"""From how far a score is from its threshold to how sure the machine is of the answer."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

#: Below it, a person should look (« à vérifier »).
DOUBT: Final = 0.65


@lru_cache(maxsize=4096)
def sureness(margin: float, scale: float = 1.5) -> float:
    """Return a confidence from 0.5 (on the threshold) to 0.98, by a logistic curve.

    Args:
        margin: distance between the score and the threshold, either way.
        scale: the margin that gives 0.73; larger where scores are coarser.
    """
    return round(min(0.98, 1 / (1 + math.exp(-min(abs(margin), 40.0) / scale))), 3)


def share(best: float, second: float) -> float:
    """Return the confidence of the best of several labels, from how far it is ahead."""
    return sureness(best - second) if best > 0 else 0.4
