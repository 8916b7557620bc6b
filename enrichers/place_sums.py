"""What the finder weighs of each word of a text, as sums that are remembered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from enrichers.place_templates import NOWHERE, OUTSIDE, Remembered, Templates

_UNMARKED: Final = (NOWHERE, NOWHERE, NOWHERE)


class Sums:
    """Adds up what features say, as `Templates.of` lists them, and quicker.

    What two neighbours bring to the word after them, to the second and to the first of them is one
    sum each, their own features in it. Whole numbers are added, so their order means nothing.

    Args:
        templates: whose parts of a feature are its weights, and together the sum of them.
    """

    def __init__(self, templates: Templates[Any]) -> None:
        self._of = templates
        self._pairs: dict[tuple[str, str], tuple[Any, Any, Any]] = Remembered(self._pair)
        self._shapes: dict[str, Any] = Remembered(lambda five: templates.marked[*_UNMARKED, five])

    def of(self, written: Sequence[str], marks: Sequence[str]) -> list[Any]:
        """Return the sum of each token.

        Args:
            written: tokens, as in the text.
            marks: what the rules saw at each; empty when they saw nothing at all.
        """
        known, pairs, words = self._of.folded, self._pairs, self._of.words
        folded = [OUTSIDE, OUTSIDE, *[known[raw] for raw in written], OUTSIDE, OUTSIDE]
        two = [pairs[one, other] for (one, _), (other, _) in pairwise(folded)]
        second = [words[word][4] for word, _ in folded[4:]]
        around = self._around("".join([shape for _, shape in folded]), marks)
        return [
            before[0] + here[1] + after[2] + further + shapes
            for before, here, after, further, shapes in zip(
                two, two[1:], two[2:], second, around, strict=False
            )
        ]

    def _around(self, shapes: str, marks: Sequence[str]) -> list[Any]:
        places = range(len(shapes) - 4)
        if not marks:
            return [self._shapes[shapes[at : at + 5]] for at in places]
        seen, marked = [NOWHERE, *marks, NOWHERE], self._of.marked
        return [marked[seen[at], seen[at + 1], seen[at + 2], shapes[at : at + 5]] for at in places]

    def _pair(self, two: tuple[str, str]) -> tuple[Any, Any, Any]:
        words = self._of.words
        one, other, both = words[two[0]], words[two[1]], self._of.pair(two)
        return one[0] + other[1] + both[0], other[2] + both[1], other[3] + both[2]
