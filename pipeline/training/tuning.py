"""Thresholds and chances of the labels, learnt on scores of posts not trained on."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve

from enrichers.heads import Head
from pipeline.training.fitting import Task

#: An emergency missed costs more than a false one: recall first, at this precision or better.
LEAST_PRECISION: Final = {"emergency": 0.62}
#: What is sought of these is the « no »: a homonym, another town.
OF_NO: Final = frozenset({"relevant"})
#: Of the posts that breach no clause, the share that may be flagged.
MOST_FLAGGED: Final = 0.012
_EDGE: Final = 0.0001
_ROUNDS: Final = 3
_STEPS: Final = (-1.0, -0.6, -0.3, -0.15, 0.15, 0.3, 0.6, 1.0)
_GAIN: Final = 0.0005  # an offset that brings less is noise
_DOUBT: Final = 0.6


class Seen(NamedTuple):
    """One task's unseen scores and truths, of the posts where it applies."""

    scores: NDArray[np.float64]
    truth: NDArray[np.int64]


def head_of(task: Task, first: int, scores: NDArray[np.float64], truth: NDArray[np.int64]) -> Head:
    """Return the head of a task.

    Args:
        task: the label.
        first: its first column among all.
        scores: its columns of scores, posts × width, by weights that had not seen the post.
        truth: class of each post, -1 where the label does not apply.
    """
    seen = Seen(scores[truth >= 0], truth[truth >= 0])
    offsets = _threshold(task, seen) if task.binary else _offsets(task, seen)
    if task.label == "conduct":
        offsets = _spared(task, seen, offsets)
    bare = Head(label=task.label, classes=task.classes, first=0, offsets=offsets)
    slopes, levels = _curves(bare, seen, per_class=task.binary)
    return Head(
        label=task.label,
        classes=task.classes,
        first=first,
        offsets=offsets,
        slopes=slopes,
        levels=levels,
        doubt=_DOUBT,
    )


def _threshold(task: Task, seen: Seen) -> tuple[float, ...]:
    """Return the offset that gives the best F1, or the best recall at the precision asked."""
    if task.label in OF_NO:
        (offset,) = _best_cut(1 - seen.truth, -seen.scores[:, 0], None)
        return (-offset - _EDGE,)  # the post on the edge is of the « no »
    return _best_cut(seen.truth, seen.scores[:, 0], LEAST_PRECISION.get(task.label))


def _best_cut(
    truth: NDArray[np.int64], scores: NDArray[np.float64], least: float | None
) -> tuple[float, ...]:
    if len(np.unique(truth)) < 2:
        return (0.0,)
    precision, recall, cuts = precision_recall_curve(truth, scores)
    precision, recall = precision[:-1], recall[:-1]
    if least is None:
        worth = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    else:
        worth = np.where(precision >= least, recall, -1.0)
    return (round(-float(cuts[int(np.argmax(worth))]), 4),)


def _offsets(task: Task, seen: Seen) -> tuple[float, ...]:
    """Return the offsets that raise the macro-F1, class by class, in small steps."""
    offsets = np.zeros(task.width)
    best = _macro(seen, offsets)
    for _ in range(_ROUNDS):
        for column in range(task.width):
            for step in _STEPS:
                tried = offsets.copy()
                tried[column] += step
                worth = _macro(seen, tried)
                if worth > best + _GAIN:
                    best, offsets = worth, tried
    return tuple(round(float(offset), 4) for offset in offsets)


def _spared(task: Task, seen: Seen, offsets: tuple[float, ...]) -> tuple[float, ...]:
    """Return offsets under which hardly a post that breaches nothing is flagged.

    Criticism is not abuse (docs/policy.md).
    """
    civil = task.classes.index("ok")
    of_civil = seen.scores[seen.truth == civil]
    raised = np.array(offsets)
    while float(((of_civil + raised).argmax(axis=1) != civil).mean()) > MOST_FLAGGED:
        raised[civil] += 0.05
    return tuple(round(float(offset), 4) for offset in raised)


def _macro(seen: Seen, offsets: NDArray[np.float64]) -> float:
    guessed = (seen.scores + offsets).argmax(axis=1)
    return float(f1_score(seen.truth, guessed, average="macro", zero_division=0))


def _curves(
    head: Head, seen: Seen, *, per_class: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Fit the chance of being right on the margin: one curve, or one each for no and yes."""
    index, margin = head.ahead(seen.scores)
    right = index == seen.truth
    masks = [index == 0, index == 1] if per_class else [np.ones(len(index), bool)]
    curves = [_curve(margin[mask], right[mask]) for mask in masks]
    return tuple(slope for slope, _ in curves), tuple(level for _, level in curves)


def _curve(margin: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    if len(right) < 10 or right.all() or not right.any():
        return 1.0, 3.0 if right.any() else 0.0
    model: Any = LogisticRegression(C=10.0).fit(margin[:, None], right)
    return round(float(model.coef_[0][0]), 5), round(float(model.intercept_[0]), 5)
