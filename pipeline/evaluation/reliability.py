"""Is it right as often as it says? Confidence beside the share that was right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from pipeline.evaluation.answers import Answer, having
from pipeline.evaluation.figures import same_place

BINS: Final = 10


class Bin(NamedTuple):
    """Answers of about one confidence.

    Attributes:
        confidence: their mean confidence, 0…1.
        right: the share that was right, 0…1.
        posts: how many.
    """

    label: str
    confidence: float
    right: float
    posts: int


def reliability(found: Sequence[Answer], label: str) -> list[Bin]:
    """Return a label's answers in ten bins of confidence, the empty ones left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one in having(found, label):
        chance = one.said.get("confidence", {}).get(label)
        if chance is not None:
            right = _right(label, one.gold[label], one.said[label])
            bins.setdefault(min(BINS - 1, int(chance * BINS)), []).append((chance, right))
    return [
        Bin(
            label,
            sum(chance for chance, _ in some) / len(some),
            sum(right for _, right in some) / len(some),
            len(some),
        )
        for _, some in sorted(bins.items())
    ]


def _right(label: str, gold: Any, said: Any) -> bool:
    """Tell whether an answer is right; a place is when it has half of its passage in common."""
    if label == "place" and gold and said:
        return same_place(gold, said)
    return bool(gold == said)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error (Naeini and others, AAAI 2015), 0…1."""
    posts = sum(one.posts for one in bins)
    return sum(one.posts * abs(one.confidence - one.right) for one in bins) / max(1, posts)
