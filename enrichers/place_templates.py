"""What the finder of places weighs of each word, by templates.

The words around it, how they are written, and where the rules saw a place. The same templates
serve training, where a feature stays a name, and judging, where it becomes the row of its
weights. What depends on one word, on two neighbours or on a run of shapes is worked out once and
remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, Generic, NamedTuple, TypeVar

from vigie.folding import fold

T = TypeVar("T")

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_REMEMBERED: Final = 50_000
_OUTSIDE: Final = ("^", "^")
_NOWHERE: Final = "O"


class Token(NamedTuple):
    """A word or a mark, and where it stands in the text, in code points."""

    raw: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words and marks."""
    return [Token(found.group(), *found.span()) for found in _TOKEN.finditer(text)]


def shape_of(raw: str) -> str:
    """Tell how a token is written: digits, capitals, a capital first, small letters, a mark."""
    if raw.isdigit():
        return "d"
    if raw.isupper() and len(raw) > 1:
        return "X"
    if raw[0].isupper():
        return "x"
    return "l" if raw[0].isalpha() else "p"


class _Known(dict[Any, Any]):
    """Key → what `work` gives of it, remembered up to a bound."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def __missing__(self, key: Any) -> Any:
        if len(self) > _REMEMBERED:
            self.clear()
        self[key] = found = self._work(key)
        return found


class Templates(Generic[T]):
    """Turns tokens into features.

    Args:
        of: gives what stands for a feature's name.
    """

    def __init__(self, of: Callable[[str], T]) -> None:
        self._of = of
        self._folded: dict[str, tuple[str, str]] = _Known(lambda raw: (fold(raw), shape_of(raw)))
        self._words: dict[str, tuple[T, ...]] = _Known(self._word)
        self._pairs: dict[tuple[str, str], tuple[T, ...]] = _Known(self._pair)
        self._shapes: dict[str, tuple[T, ...]] = _Known(self._shape)
        self._marks: dict[tuple[str, ...], tuple[T, ...]] = _Known(self._mark)

    def of(self, tokens: Sequence[Token], marks: Sequence[str]) -> list[list[T]]:
        """Return the features of each token.

        Args:
            tokens: of one text.
            marks: what the rules saw at each token, "O" for nothing.
        """
        folded = [self._folded[token.raw] for token in tokens]
        words = [_OUTSIDE, _OUTSIDE, *folded, _OUTSIDE, _OUTSIDE]
        alone = [self._words[word] for word, _ in words]
        shapes = "".join(shape for _, shape in words)
        pairs = [self._pairs[one[0], other[0]] for one, other in pairwise(words)]
        seen = [_NOWHERE, *marks, _NOWHERE]
        return [
            [
                alone[at][0],
                alone[at + 1][1],
                *alone[at + 2][2:5],
                alone[at + 3][5],
                alone[at + 4][6],
                pairs[at][0],
                pairs[at + 1][1],
                pairs[at + 2][2],
                *self._shapes[shapes[at : at + 5]],
                *self._marks[(*seen[at : at + 3], shapes[at + 2])],
            ]
            for at in range(len(tokens))
        ]

    def _word(self, word: str) -> tuple[T, ...]:
        of = self._of
        return (
            of(f"w-2={word}"),
            of(f"w-1={word}"),
            of(f"w={word}"),
            of(f"end={word[-3:]}"),
            of(f"begin={word[:4]}"),
            of(f"w+1={word}"),
            of(f"w+2={word}"),
        )

    def _pair(self, two: tuple[str, str]) -> tuple[T, ...]:
        joined = f"{two[0]}|{two[1]}"
        return self._of(f"p-2={joined}"), self._of(f"p-1={joined}"), self._of(f"p+1={joined}")

    def _shape(self, five: str) -> tuple[T, ...]:
        of = self._of
        return of(f"s={five[1:4]}"), of(f"s-={five[:3]}"), of(f"s+={five[2:]}")

    def _mark(self, around: tuple[str, ...]) -> tuple[T, ...]:
        before, here, after, shape = around
        of = self._of
        return (
            of(f"m={here}"),
            of(f"m-1={before[:2]}"),
            of(f"m+1={after[:2]}"),
            of(f"mm={before[:2]}|{here[:2]}|{after[:2]}"),
            of(f"ms={here[:2]}|{shape}"),
        )
