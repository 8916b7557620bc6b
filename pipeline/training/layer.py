"""Fits a small hidden layer that all labels share: what linear weights cannot say, it adds.

« Irony beside a place beside a question » is no sum of its parts. The layer is fitted by
stochastic descent with steps of its own for each feature (J. Duchi, E. Hazan and Y. Singer,
« Adaptive subgradient methods », JMLR 2011); part of its units rest at each step (N. Srivastava
and others, « Dropout », JMLR 2014). Deterministic: one settled seed, 64-bit arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNITS: Final = 64
#: How much what the layer says counts beside the linear weights, by cross-validation.
SHARE: Final = 0.7
ROUNDS: Final = 5
_POSTS: Final = 64
_RESTING: Final = 0.3
_STEP: Final = 0.05
_SEED: Final = 3


class Asked(NamedTuple):
    """One label: its columns of scores, and the class of each post (-1: does not apply).

    A label of yes or no has one column.
    """

    columns: slice
    truth: Ints


class Layer(NamedTuple):
    """Fitted: features × units, units, units × columns, columns."""

    into: Floats
    bias: Floats
    out: Floats
    level: Floats

    def scores(self, matrix: Any) -> Floats:
        """Return what it adds to every column, posts × columns."""
        said: Floats = np.maximum(matrix @ self.into + self.bias, 0.0) @ self.out + self.level
        return said


class _Steps:
    """A parameter's value, moved by steps that shorten as its slopes add up."""

    def __init__(self, value: Floats, *, by_row: bool = False) -> None:
        self.value = value
        self._by_row = by_row
        self._seen = np.zeros((len(value), 1)) if by_row else np.zeros_like(value)

    def move(self, slope: Floats, rows: Any = slice(None)) -> None:
        squared = slope * slope
        self._seen[rows] += squared.mean(axis=1, keepdims=True) if self._by_row else squared
        self.value[rows] -= _STEP * slope / np.sqrt(self._seen[rows] + 1e-8)


def fit_layer(matrix: Any, asked: Sequence[Asked], counted: Floats) -> Layer:
    """Fit the layer; some ten seconds for ten thousand posts.

    Args:
        matrix: posts × features, sparse, its rows as when judging.
        asked: every label, their columns next to one another.
        counted: how much each post counts.
    """
    random = np.random.default_rng(_SEED)
    width = max(label.columns.stop for label in asked)
    into = _Steps(random.normal(0, 0.05, (matrix.shape[1], UNITS)), by_row=True)
    bias = _Steps(np.zeros(UNITS))
    out = _Steps(random.normal(0, 0.1, (UNITS, width)))
    level = _Steps(np.zeros(width))
    for _ in range(ROUNDS):
        order = random.permutation(matrix.shape[0])
        for start in range(0, len(order), _POSTS):
            posts = order[start : start + _POSTS]
            some = matrix[posts]
            before = some @ into.value + bias.value
            awake = (before > 0) * (random.random(before.shape) > _RESTING) / (1 - _RESTING)
            units = before * awake
            slope = _slope(units @ out.value + level.value, asked, posts, counted)
            back = slope @ out.value.T * awake
            out.move(units.T @ slope)
            level.move(slope.sum(axis=0))
            met = np.unique(some.indices)
            into.move(some[:, met].T @ back, met)
            bias.move(back.sum(axis=0))
    return Layer(into.value, bias.value, out.value, level.value)


def _slope(scores: Floats, asked: Sequence[Asked], posts: Ints, counted: Floats) -> Floats:
    """Return how the loss (logistic, or softmax of several classes) grows with each score."""
    slope = np.zeros_like(scores)
    for label in asked:
        truth, some = label.truth[posts], scores[:, label.columns]
        if some.shape[1] == 1:
            said = 1 / (1 + np.exp(-some.clip(-30, 30))) - (truth == 1)[:, None]
        else:
            said = np.exp(some - some.max(axis=1, keepdims=True))
            said /= said.sum(axis=1, keepdims=True)
            said[np.arange(len(posts)), np.maximum(truth, 0)] -= 1
        slope[:, label.columns] = said * (truth >= 0)[:, None]
    return slope * (counted[posts] / len(posts))[:, None]
