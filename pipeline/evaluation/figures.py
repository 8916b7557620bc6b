"""The figures of each label, each with an interval.

Every figure is a function of counts that resampling posts can redo quickly: the interval is
the 2.5th and 97.5th percentile of `ROUNDS` bootstrap samples of posts (Efron and Tibshirani,
« An Introduction to the Bootstrap », 1993), from a settled seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.answers import Answer, having
from vigie.labels import VOCABULARIES

ROUNDS: Final = 400
_SEED: Final = 7
_ANGRY: Final = "angry_civil"

Ints = NDArray[np.int64]
Worth = Callable[[Ints, Ints], float]


class Figure(NamedTuple):
    """One figure: what it is, its value, its 95 % interval, and from how many posts."""

    label: str
    name: str
    value: float
    low: float
    high: float
    posts: int


def figures(found: Sequence[Answer]) -> list[Figure]:
    """Return every figure that the answers allow, in the order of docs/quality.md."""
    told = [
        figure
        for label, name, take, worth in _FIGURES
        for figure in _of(found, label, name, take, worth)
    ]
    return told + _pairs(found)


Taken = tuple[list[int], list[int]]
Take = Callable[[Sequence[Answer]], Taken]


def _of(found: Sequence[Answer], label: str, name: str, take: Take, worth: Worth) -> list[Figure]:
    gold, said = take(having(found, label))
    if not gold:
        return []
    sides = np.array(gold), np.array(said)
    if np.isnan(worth(*sides)):
        return []
    return [Figure(label, name, *interval(*sides, worth), len(gold))]


def interval(gold: Ints, said: Ints, worth: Worth) -> tuple[float, float, float]:
    """Return a figure and the ends of its 95 % interval; samples that have none are left out."""
    random = np.random.default_rng(_SEED)
    drawn = []
    for _ in range(ROUNDS):
        some = random.integers(0, len(gold), len(gold))
        drawn.append(worth(gold[some], said[some]))
    told = [one for one in drawn if not np.isnan(one)] or [worth(gold, said)]
    low, high = np.percentile(told, [2.5, 97.5])
    return worth(gold, said), float(low), float(high)


def accuracy(gold: Ints, said: Ints) -> float:
    """Return the share that is the same."""
    return float((gold == said).mean())


def f1_of(wanted: int) -> Worth:
    """Return the F1 of one class."""

    def worth(gold: Ints, said: Ints) -> float:
        hit = int(((gold == wanted) & (said == wanted)).sum())
        both = int((gold == wanted).sum() + (said == wanted).sum())
        return 2 * hit / both if both else float("nan")

    return worth


def recall_of(wanted: int) -> Worth:
    """Return how much of one class is found."""

    def worth(gold: Ints, said: Ints) -> float:
        of = gold == wanted
        return float((said[of] == wanted).mean()) if of.any() else float("nan")

    return worth


def precision_of(wanted: int) -> Worth:
    """Return how much of what is given one class is of it."""
    return lambda gold, said: recall_of(wanted)(said, gold)


def macro(gold: Ints, said: Ints) -> float:
    """Return the mean F1 of the classes that occur in gold."""
    classes = np.unique(gold)
    return float(np.mean([f1_of(int(one))(gold, said) for one in classes]))


def _classes(label: str) -> Take:
    codes = {value: at for at, value in enumerate(VOCABULARIES[label])}

    def take(found: Sequence[Answer]) -> Taken:
        return _coded(found, lambda labels: codes.get(labels[label], len(codes)))

    return take


def _coded(found: Sequence[Answer], code: Callable[[Any], int]) -> Taken:
    return [code(one.gold) for one in found], [code(one.said) for one in found]


def _yes(label: str) -> Take:
    return lambda found: _coded(found, lambda labels: int(bool(labels[label])))


def _language(found: Sequence[Answer]) -> Taken:
    """French, English or another: which other is a nicety."""
    three = {"fr": 0, "en": 1}
    return _coded(found, lambda labels: three.get(labels["language"], 2))


def _category(found: Sequence[Answer]) -> Taken:
    return _classes("service_category")([one for one in found if one.gold["service_request"]])


def _breach(found: Sequence[Answer]) -> Taken:
    return _coded(found, lambda labels: int(labels["conduct"] != "ok"))


def _angry(found: Sequence[Answer]) -> Taken:
    return _breach([one for one in found if _ANGRY in one.traps])


def _place(found: Sequence[Answer]) -> Taken:
    """Return places as found (2), of which gold has one (1) and the answer one (1): see `_span`."""
    gold, said = [], []
    for one in found:
        a, b = one.gold["place"], one.said["place"]
        same = same_place(a, b)
        gold.append(2 if same else int(bool(a)))
        said.append(2 if same else int(bool(b)))
    return gold, said


def same_place(one: Any, other: Any) -> bool:
    """Tell whether two places have half of their passages in common."""
    return bool(one and other) and overlap(one, other) >= 0.5


def overlap(one: Any, other: Any) -> float:
    """Return how much of two spans is common, of both together (Jaccard)."""
    common = min(one["end"], other["end"]) - max(one["start"], other["start"])
    whole = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return max(0, common) / whole if whole else 0.0


def _span(gold: Ints, said: Ints) -> float:
    hit = int((gold == 2).sum())
    both = int((gold > 0).sum() + (said > 0).sum())
    return 2 * hit / both if both else float("nan")


def _pairs(found: Sequence[Answer]) -> list[Figure]:
    """Both sides of a minimal pair must be right."""
    pairs: dict[str, list[bool]] = {}
    for one in having(found, "service_request"):
        if one.pair:
            right = bool(one.gold["service_request"]) == bool(one.said["service_request"])
            pairs.setdefault(one.pair, []).append(right)
    whole = np.array([int(all(sides)) for sides in pairs.values() if len(sides) > 1], np.int64)
    if not len(whole):
        return []
    value = interval(np.ones_like(whole), whole, accuracy)
    return [Figure("service_request", "pairs", *value, len(whole))]


#: label, name, what is compared, and how.
_FIGURES: Final[tuple[tuple[str, str, Take, Worth], ...]] = (
    ("language", "accuracy", _language, accuracy),
    ("relevant", "f1_not_about", _yes("relevant"), f1_of(0)),
    ("relevant", "recall_about", _yes("relevant"), recall_of(1)),
    ("sentiment", "macro_f1", _classes("sentiment"), macro),
    ("topic", "macro_f1", _classes("topic"), macro),
    ("intent", "macro_f1", _classes("intent"), macro),
    ("service_request", "f1", _yes("service_request"), f1_of(1)),
    ("service_category", "macro_f1", _category, macro),
    ("emergency", "recall", _yes("emergency"), recall_of(1)),
    ("emergency", "precision", _yes("emergency"), precision_of(1)),
    ("media_request", "f1", _yes("media_request"), f1_of(1)),
    ("conduct", "f1_any_breach", _breach, f1_of(1)),
    ("conduct", "angry_flagged", _angry, lambda _gold, said: float(said.mean())),
    ("place", "span_f1", _place, _span),
    ("author_role", "macro_f1", _classes("author_role"), macro),
)
