"""Scores every post by weights that have not seen it: folds of whole groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from pipeline.training.examples import Example
from pipeline.training.fitting import CORRECTIONS, Task, fit, weights_of
from pipeline.training.matrix import groups_of, known_of, matrix_of

FOLDS: Final = 6


class Unseen(NamedTuple):
    """Scores of every post by weights that had not seen its group, posts × K."""

    scores: NDArray[np.float64]
    truths: tuple[NDArray[np.int64], ...]


def cross_validate(
    examples: Sequence[Example],
    learnt: Sequence[Task],
    progress: Callable[[str], None] = lambda _said: None,
) -> Unseen:
    """Score every post by weights fitted on other groups (`FOLDS` folds by group).

    Args:
        examples: of at least two groups.
        learnt: the labels.
        progress: told of each fold.
    """
    rows = [groups_of(example.features) for example in examples]
    truths = tuple(task.truths(examples) for task in learnt)
    counted = weights_of(examples)
    scores = np.zeros((len(rows), sum(task.width for task in learnt)))
    folds = folds_of([example.group for example in examples])
    count = int(folds.max()) + 1
    for fold in range(count):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        known = known_of([rows[i] for i in seen])
        matrix = matrix_of(rows, known)
        fitted = fit(matrix[seen], [truth[seen] for truth in truths], learnt, counted[seen])
        scores[unseen] = fitted.scores(matrix[unseen])
        progress(f"{fold + 1}/{count}")
    return Unseen(scores, truths)


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """Return the fold of each post, its group whole in one.

    Corrections are dealt out after the corpus, whose folds stay as they are without them: so
    figures with and without corrections are of the same folds, and compare.

    Args:
        groups: of each post; at least two.
    """
    corpus = [n for n, group in enumerate(groups) if not group.startswith(CORRECTIONS)]
    within = [groups[n] for n in corpus]
    count = min(FOLDS, len(set(within)))
    folds = np.zeros(len(groups), np.int64)
    for fold, (_, unseen) in enumerate(GroupKFold(count).split(within, groups=within)):
        folds[[corpus[n] for n in unseen]] = fold
    corrected = sorted({group for group in groups if group.startswith(CORRECTIONS)})
    place = {group: number % count for number, group in enumerate(corrected)}
    for n, group in enumerate(groups):
        folds[n] = place.get(group, folds[n])
    return folds
