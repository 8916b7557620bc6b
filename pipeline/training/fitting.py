"""Fits the weights: a logistic regression for each class against the rest, and a layer for all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags
from sklearn.linear_model import LogisticRegression

from pipeline.training.examples import Example
from pipeline.training.layer import SHARE, Asked, Layer, fit_layer
from vigie.labels import VOCABULARIES

#: Traps of posts that breach nothing, and how many posts each counts for.
HARSH: Final = frozenset({"angry_civil", "vote_threat", "reported_breach", "sacre_joy"})
CIVIL: Final = 4.0
#: Groups of a town's own corrections, and how many posts each correction counts for.
CORRECTIONS: Final = "corrections-"
CORRECTED: Final = 3.0
_SEED: Final = 311
_CLOSE: Final = 1e-3
_CERTAIN: Final = 8.0  # the score where training has shown one side only
#: Labels that gain by leanings, by cross-validation.
_LEANT: Final = frozenset({"sentiment", "topic", "intent"})
_STRICT: Final = 5.0
_LEANING: Final = 5.0  # `C` where features have leanings
_LEAST: Final = 0.25  # of a feature's size, what it keeps when it leans to neither side


class Task(NamedTuple):
    """One label to learn.

    Attributes:
        classes: "no" and "yes" for a label of yes or no.
        strictness: inverse of the penalty's strength (scikit-learn's `C`).
        of_cases: learnt and measured on cases for the front door only.
        leaning: features count by how much more often they stand on one side than on the other.
        of_others: learnt on posts that are not on the town's own page.
    """

    label: str
    classes: tuple[str, ...]
    strictness: float = _STRICT
    of_cases: bool = False
    leaning: bool = False
    of_others: bool = False

    @property
    def binary(self) -> bool:
        """Tell whether it is a label of yes or no."""
        return self.classes == ("no", "yes")

    @property
    def width(self) -> int:
        """Return how many columns of scores it takes."""
        return 1 if self.binary else len(self.classes)

    def truths(self, examples: Sequence[Example]) -> NDArray[np.int64]:
        """Return the class of each post, -1 where the label does not apply."""
        return np.array([self._truth(example) for example in examples], np.int64)

    def _truth(self, example: Example) -> int:
        gold = example.gold
        if self.of_others and example.judged.mention.post.source.own:
            return -1
        if self.of_cases and not gold.get("service_request"):
            return -1
        if self.label not in gold:
            return -1  # a correction tells what was corrected, and nothing of the rest
        value = gold[self.label]
        if self.binary:
            return int(bool(value))
        return self.classes.index(value) if value in self.classes else -1


def tasks() -> tuple[Task, ...]:
    """Return the labels that the model learns, in the order of its columns."""
    choices = ("sentiment", "topic", "intent", "service_category", "conduct", "author_role")
    yes_or_no = ("service_request", "emergency", "media_request")
    return (
        *(_choice(label) for label in choices),
        *(Task(label, ("no", "yes")) for label in yes_or_no),
        Task("relevant", ("no", "yes"), _LEANING, leaning=True, of_others=True),
    )


def _choice(label: str) -> Task:
    leaning = label in _LEANT
    return Task(
        label,
        tuple(VOCABULARIES[label]),
        _LEANING if leaning else _STRICT,
        leaning=leaning,
        of_cases=label == "service_category",
    )


def weights_of(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return how much each post counts: those that only sound like a breach count for several.

    The corpus holds far more breaches beside angry but civil posts than life does.
    """
    return np.array(
        [
            CORRECTED
            if example.group.startswith(CORRECTIONS)
            else CIVIL
            if HARSH & set(example.traps)
            else 1.0
            for example in examples
        ]
    )


class Fitted(NamedTuple):
    """Weights as numbers of any size: features × K, the bias of each column, and the layer."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    layer: Layer

    def scores(self, matrix: Any) -> NDArray[np.float64]:
        """Return the score of every column for every post, posts × K."""
        told: NDArray[np.float64] = matrix @ self.weights + self.bias
        return told + SHARE * self.layer.scores(matrix)


def fit(
    matrix: Any,
    truths: Sequence[NDArray[np.int64]],
    learnt: Sequence[Task],
    counted: NDArray[np.float64],
) -> Fitted:
    """Fit every column. Deterministic; takes a minute or two for ten thousand posts."""
    weights, bias = [], []
    for task, truth in zip(learnt, truths, strict=True):
        kept = truth >= 0
        some = matrix[kept]
        for number in range(task.width):
            wanted = truth[kept] == (1 if task.binary else number)
            one = _column(some, wanted, task, counted[kept])
            weights.append(one[0])
            bias.append(one[1])
    layer = fit_layer(matrix, _asked(learnt, truths), counted)
    return Fitted(np.array(weights).T, np.array(bias), layer)


def _asked(learnt: Sequence[Task], truths: Sequence[NDArray[np.int64]]) -> list[Asked]:
    ends = list(accumulate(task.width for task in learnt))
    return [
        Asked(slice(end - task.width, end), truth)
        for task, truth, end in zip(learnt, truths, ends, strict=True)
    ]


def _column(
    matrix: Any, wanted: NDArray[np.bool_], task: Task, counted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    if wanted.all() or not wanted.any():
        return np.zeros(matrix.shape[1]), _CERTAIN if wanted.all() else -_CERTAIN
    scale = _leanings(matrix, wanted) if task.leaning else np.ones(matrix.shape[1])
    # Coordinate descent in the dual (H.-F. Yu, F.-L. Huang and C.-J. Lin, Machine Learning 2011):
    # several times faster here than the primal, to the same weights.
    model = LogisticRegression(
        C=task.strictness,
        solver="liblinear",
        dual=True,
        random_state=_SEED,
        tol=_CLOSE,
        max_iter=1000,
    )
    model.fit((matrix @ diags(scale)).tocsr(), wanted, counted)
    return model.coef_[0] * scale, float(model.intercept_[0])


def _leanings(matrix: Any, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each feature's size: larger, the more its share of one side exceeds the other's.

    S. Wang and C. Manning, « Baselines and bigrams: simple, good sentiment and topic
    classification », ACL 2012. It is folded into the weights, so that judging costs no more.
    """
    held = (matrix > 0).astype(np.float64)
    inside = np.asarray(held[wanted].sum(axis=0)).ravel() + 1.0
    outside = np.asarray(held[~wanted].sum(axis=0)).ravel() + 1.0
    lean = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    scaled: NDArray[np.float64] = _LEAST + (1 - _LEAST) * lean / max(float(lean.mean()), 1e-9)
    return scaled
