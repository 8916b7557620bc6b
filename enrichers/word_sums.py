"""What the runs of letters of each word say together, remembered word by word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from enrichers.features import runs_of
from enrichers.known_numbers import KnownNumbers

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_KEPT: Final = 20_000
#: So many rows of 16 bits add up exactly in 32-bit floats, whose whole numbers have 24 bits.
_EXACT: Final = 512
_ONES: Final = np.ones(_EXACT, np.float32)


def added(rows: Floats, summed: int) -> Any:
    """Return the sum of rows, exactly; `summed` is of how many rows of the table they are."""
    if summed > _EXACT:
        return np.add.reduce(rows, axis=0, dtype=np.float64)
    return _ONES[: len(rows)] @ rows


class _Met:
    """Words met, each with a row of sums; only ever added to, so that it is read without a lock."""

    def __init__(self, words: int, columns: int) -> None:
        self.at: dict[str, int] = {}
        self.sums: Floats = np.zeros((words, columns), np.float32)
        self.runs: Ints = np.zeros(words, np.int64)


class WordSums:
    """Adds up the rows of a word's runs of letters, once for each word.

    Args:
        table: of the weights, int16.
        numbers: where each run's number stands in it.
    """

    def __init__(self, table: NDArray[np.int16], numbers: KnownNumbers) -> None:
        self._table = table
        self._numbers = numbers
        self._met = self._empty(_KEPT)
        self._learning = Lock()  # batches are judged in several threads at once

    def of(self, words: Sequence[str]) -> tuple[Floats, Ints]:
        """Return a row of sums for each word, and how many runs it has, known or not."""
        met = self._with(words)
        at = np.array([met.at[word] for word in words], np.int64)
        return met.sums.take(at, axis=0), met.runs.take(at)

    def _with(self, words: Sequence[str]) -> _Met:
        met = self._met  # another thread may put an empty one in its place
        if all(map(met.at.__contains__, words)):
            return met
        with self._learning:
            new = [word for word in dict.fromkeys(words) if word not in self._met.at]
            if len(self._met.at) + len(new) > len(self._met.runs):
                new = list(dict.fromkeys(words))
                self._met = self._empty(max(_KEPT, len(new)))
            self._learn(self._met, new)
            return self._met

    def _learn(self, met: _Met, words: Sequence[str]) -> None:
        runs = [runs_of(word) for word in words]
        flat = np.array([run for some in runs for run in some], np.uint32)
        at, found = self._numbers.rows(flat)
        rows = self._table.take(at, axis=0).astype(np.float32)
        before = np.concatenate(([0], np.cumsum(found)))
        ends = before[list(accumulate(map(len, runs), initial=0))].tolist()
        first = len(met.at)
        for n, some in enumerate(runs):
            start, end = ends[n], ends[n + 1]
            met.sums[first + n] = added(rows[start:end], end - start)
            met.runs[first + n] = len(some)
        # Last, or another thread would find a word whose row is not there yet.
        met.at.update(zip(words, range(first, first + len(words)), strict=True))

    def _empty(self, words: int) -> _Met:
        return _Met(words, self._table.shape[1])
