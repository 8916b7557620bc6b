"""Examples as one sparse matrix, a row for each post, a column for each feature known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from enrichers.features import SHARES, Features, Numbers, letters_of

#: In so many posts at least must a feature of each group be, to be learnt.
SEEN: Final = (2, 3, 2, 5, 3)


def groups_of(features: Features) -> tuple[Numbers, ...]:
    """Return the five groups' numbers of one post."""
    runs = [letters_of(word) for word in features.spelt]
    letters = np.concatenate(runs) if runs else np.zeros(0, np.uint32)
    return features.word, letters, features.signal, features.pair, features.answered


def known_of(rows: Sequence[tuple[Numbers, ...]]) -> Numbers:
    """Return the numbers seen often enough, in ascending order."""
    known: set[int] = set()
    for group, least in enumerate(SEEN):
        seen: Counter[int] = Counter()
        for row in rows:
            seen.update(np.unique(row[group]).tolist())
        known.update(number for number, count in seen.items() if count >= least)
    return np.array(sorted(known), np.uint32)


def matrix_of(rows: Sequence[tuple[Numbers, ...]], known: Numbers) -> Any:
    """Return the matrix, posts × known, each group weighed as when judging."""
    lines = [_line(row, known) for row in rows]
    starts = np.cumsum([0, *(len(columns) for columns, _ in lines)])
    columns = np.concatenate([columns for columns, _ in lines])
    values = np.concatenate([values for _, values in lines])
    matrix = csr_matrix((values, columns, starts), shape=(len(rows), len(known)))
    matrix.sum_duplicates()
    return matrix


def _line(
    row: tuple[Numbers, ...], known: Numbers
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    columns, values = [], []
    for found, share in zip(row, SHARES, strict=True):
        at = np.minimum(np.searchsorted(known, found), len(known) - 1)
        kept = at[known[at] == found]
        columns.append(kept)
        values.append(np.full(len(kept), share / max(1, len(found)) ** 0.5))
    return np.concatenate(columns), np.concatenate(values)
