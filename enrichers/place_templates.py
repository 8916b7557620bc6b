"""What the finder of places weighs of each word, by templates.

The words around it, how they are written, and where the rules saw a place. The same templates
serve training, where a feature stays a name, and judging, where features become the sum of their
weights. What depends on one word, on two neighbours or on a run of shapes is worked out once and
remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, Generic, TypeVar

import msgspec

from vigie.folding import fold

T = TypeVar("T")

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_REMEMBERED: Final = 50_000
_OUTSIDE: Final = ("^", "^")
_NOWHERE: Final = "O"


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word or a mark, and where it stands in the text, in code points."""

    raw: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words and marks."""
    found, end = [], 0
    for raw in _TOKEN.findall(text):
        start = text.index(raw, end)  # only blanks stand between
        end = start + len(raw)
        found.append(Token(raw, start, end))
    return found


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
        together: gives what stands for several features of one token, which « + » joins to others:
            a list of them in training, the sum of their weights in judging.
    """

    def __init__(
        self, of: Callable[[str], T], together: Callable[[Iterable[T]], Any] = list
    ) -> None:
        self._of = of
        self._together = together
        self._folded: dict[str, tuple[str, str]] = _Known(lambda raw: (fold(raw), shape_of(raw)))
        self._words: dict[str, tuple[Any, ...]] = _Known(self._word)
        self._pairs: dict[tuple[str, str], tuple[Any, ...]] = _Known(self._pair)
        self._marked: dict[tuple[str, str, str, str], Any] = _Known(self._around)

    def of(self, tokens: Sequence[Token], marks: Sequence[str]) -> list[Any]:
        """Return what stands for the features of each token.

        Args:
            tokens: of one text.
            marks: what the rules saw at each token, "O" for nothing.
        """
        known, words = self._folded, self._words
        folded = [_OUTSIDE, _OUTSIDE, *[known[token.raw] for token in tokens], _OUTSIDE, _OUTSIDE]
        alone = [words[word] for word, _ in folded]
        written = "".join([shape for _, shape in folded])
        seen = [_NOWHERE, *marks, _NOWHERE]
        two, around = self._pairs, self._marked
        pairs = [two[one, other] for (one, _), (other, _) in pairwise(folded)]
        return [
            alone[at][0]
            + alone[at + 1][1]
            + alone[at + 2][2]
            + alone[at + 3][3]
            + alone[at + 4][4]
            + pairs[at][0]
            + pairs[at + 1][1]
            + pairs[at + 2][2]
            + around[seen[at], seen[at + 1], seen[at + 2], written[at : at + 5]]
            for at in range(len(tokens))
        ]

    def _joined(self, *names: str) -> Any:
        return self._together(map(self._of, names))

    def _word(self, word: str) -> tuple[Any, ...]:
        joined = self._joined
        return (
            joined(f"w-2={word}"),
            joined(f"w-1={word}"),
            joined(f"w={word}", f"end={word[-3:]}", f"begin={word[:4]}"),
            joined(f"w+1={word}"),
            joined(f"w+2={word}"),
        )

    def _pair(self, two: tuple[str, str]) -> tuple[Any, ...]:
        both, joined = f"{two[0]}|{two[1]}", self._joined
        return joined(f"p-2={both}"), joined(f"p-1={both}"), joined(f"p+1={both}")

    def _around(self, around: tuple[str, str, str, str]) -> Any:
        before, here, after, five = around
        return self._joined(
            f"s={five[1:4]}",
            f"s-={five[:3]}",
            f"s+={five[2:]}",
            f"m={here}",
            f"m-1={before[:2]}",
            f"m+1={after[:2]}",
            f"mm={before[:2]}|{here[:2]}|{after[:2]}",
            f"ms={here[:2]}|{five[2]}",
        )
