"""The trained finder of places: of all passages of a text, the one that says where, or none.

A linear-chain conditional random field (J. Lafferty, A. McCallum and F. Pereira, ICML 2001) with
three labels: a place begins, goes on, or there is none. A post has one place at most, so what is
sought is not the best labelling but the best single passage, whose score is how far it is ahead
of saying that there is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from enrichers.features import number_after, number_of
from enrichers.place_sums import Sums
from enrichers.place_templates import Templates, Token, tokens_of, written_in

#: What one unit of a weight is worth: weights are whole numbers, alike on every machine.
SCALE: Final = 1000
_READ: Final = 400  # tokens
_NEVER: Final = 1 << 40


class Moves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it is worth to pass from one label to the next, beside staying where no place is."""

    enter: int
    extend: int
    go_on: int
    leave_one: int
    leave: int


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beside the weights.

    Attributes:
        threshold: the score from which a passage is a place.
        slope, level: of the logistic curve from the score to the chance that it is right.
    """

    moves: Moves
    threshold: int
    slope: float
    level: float


class Passage(NamedTuple):
    """A passage, in code points, and its score in units of `SCALE`."""

    start: int
    end: int
    score: int


class Finder:
    """Finds the passage that says where.

    Args:
        known: numbers (CRC-32 of their names) of the features known, in ascending order, N.
        table: int16, N × 2: what a feature says for « begins » and for « goes on ».
        chosen: moves, threshold, curve.
    """

    def __init__(self, known: NDArray[np.uint32], table: NDArray[np.int16], chosen: Chosen) -> None:
        self.known = known
        self.table = table
        self.chosen = chosen
        # What a feature says for « begins » and for « goes on », as one number that adds both at
        # once; whole numbers, so that the sum is exact in whatever order it is made.
        both = table.astype(np.float64) @ np.array((1, 1j))
        self._says: dict[int, complex] = dict(zip(known.tolist(), both.tolist(), strict=True))
        self._sums = Sums(Templates[complex](self._said, sum, parted=self._said_by))

    def _said(self, name: str) -> complex:
        return self._says.get(number_of(name), 0j)

    def _said_by(self, kind: str, value: str) -> complex:
        return self._says.get(number_after(kind, value), 0j)

    def best(self, tokens: Sequence[Token], marks: Sequence[str]) -> Passage | None:
        """Return the passage that scores best, whatever its score; None without a word.

        Args:
            tokens: of the text (`enrichers.place_templates.tokens_of`).
            marks: what the rules saw at each token.
        """
        if not tokens:
            return None
        begins, goes_on = self._weighed([token.raw for token in tokens[:_READ]], marks[:_READ])
        first, last, score = _best_run(begins, goes_on, self.chosen.moves)
        return Passage(tokens[first].start, tokens[last].end, int(score))

    def believed(self, text: str, tokens: Sequence[Token], marks: Sequence[str]) -> Passage | None:
        """Return the best passage of a text if it is a place, else None.

        Args:
            text: whole.
            tokens: of the text, when they are known already, else none.
            marks: what the rules saw at each token; none when they saw no place.
        """
        written = [token.raw for token in tokens] if tokens else written_in(text)
        if not written:
            return None
        begins, goes_on = self._weighed(written[:_READ], marks[:_READ])
        first, last, score = _best_run(begins, goes_on, self.chosen.moves)
        if score < self.chosen.threshold:
            return None
        tokens = tokens or tokens_of(text)
        return Passage(tokens[first].start, tokens[last].end, int(score))

    def _weighed(
        self, written: Sequence[str], marks: Sequence[str]
    ) -> tuple[list[float], list[float]]:
        says = self._sums.of(written, marks)
        return [said.real for said in says], [said.imag for said in says]

    def chance(self, passage: Passage) -> float:
        """Return the chance that it is the place meant."""
        turned = self.chosen.slope * passage.score / SCALE + self.chosen.level
        return round(min(0.99, max(0.01, 1 / (1 + math.exp(-max(-30.0, min(30.0, turned)))))), 3)


def _best_run(
    begins: Sequence[float], goes_on: Sequence[float], moves: Moves
) -> tuple[int, int, float]:
    """Return the first and last token of the best passage, and its score; in one pass."""
    end = len(begins) - 1
    enter, extend, go_on = moves.enter, moves.extend, moves.go_on
    alone, since = begins[0], 0  # the passage of this one token
    running, run_since = float(-_NEVER), 0  # the best passage of two tokens or more that ends here
    first, last, best = 0, 0, alone + (moves.leave_one if end else 0)
    for at in range(1, end + 1):
        longer, further = alone + extend, running + go_on
        running, run_since = (longer, since) if longer >= further else (further, run_since)
        running += goes_on[at]
        alone, since = begins[at] + enter, at
        leave, leave_one = (moves.leave, moves.leave_one) if at < end else (0, 0)
        # Of equal scores the earlier stays.
        if running + leave > best:
            first, last, best = run_since, at, running + leave
        if alone + leave_one > best:
            first, last, best = at, at, alone + leave_one
    return first, last, best
