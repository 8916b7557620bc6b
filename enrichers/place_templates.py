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
OUTSIDE: Final = ("^", "^")
NOWHERE: Final = "O"


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word or a mark, and where it stands in the text, in code points."""

    raw: str
    start: int
    end: int


def written_in(text: str) -> list[str]:
    """Cut a text into words and marks, as they are written."""
    return _TOKEN.findall(text)


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words and marks, with their places."""
    found, end = [], 0
    for raw in written_in(text):
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


class Remembered(dict[Any, Any]):
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
        parted: as `of`, for a name in two parts, where that is quicker than joining them.

    Attributes:
        folded: token as written → as folded, and its shape.
        words: folded → what it says of the second token after it, the next, itself, the one
            before it and the one before that.
        marked: what the rules saw before, at and after a token, and five shapes around it → what
            they say of it.
    """

    def __init__(
        self,
        of: Callable[[str], T],
        together: Callable[[Iterable[T]], Any] = list,
        *,
        parted: Callable[[str, str], T] | None = None,
    ) -> None:
        self._of = parted or (lambda kind, value: of(kind + value))
        self._together = together
        self.folded: dict[str, tuple[str, str]] = Remembered(lambda raw: (fold(raw), shape_of(raw)))
        self.words: dict[str, tuple[Any, ...]] = Remembered(self._word)
        self._pairs: dict[tuple[str, str], tuple[Any, ...]] = Remembered(self.pair)
        self.marked: dict[tuple[str, str, str, str], Any] = Remembered(self._around)

    def of(self, tokens: Sequence[Token], marks: Sequence[str]) -> list[Any]:
        """Return what stands for the features of each token.

        Args:
            tokens: of one text.
            marks: what the rules saw at each token, "O" for nothing.
        """
        known, words = self.folded, self.words
        folded = [OUTSIDE, OUTSIDE, *[known[token.raw] for token in tokens], OUTSIDE, OUTSIDE]
        alone = [words[word] for word, _ in folded]
        written = "".join([shape for _, shape in folded])
        seen = [NOWHERE, *marks, NOWHERE]
        two, around = self._pairs, self.marked
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

    def _word(self, word: str) -> tuple[Any, ...]:
        of, together = self._of, self._together
        return (
            together((of("w-2=", word),)),
            together((of("w-1=", word),)),
            together((of("w=", word), of("end=", word[-3:]), of("begin=", word[:4]))),
            together((of("w+1=", word),)),
            together((of("w+2=", word),)),
        )

    def pair(self, two: tuple[str, str]) -> tuple[Any, ...]:
        """Return what two neighbours say of the token after them, of the second, of the first."""
        both, of, together = f"{two[0]}|{two[1]}", self._of, self._together
        return (
            together((of("p-2=", both),)),
            together((of("p-1=", both),)),
            together((of("p+1=", both),)),
        )

    def _around(self, around: tuple[str, str, str, str]) -> Any:
        before, here, after, five = around
        of = self._of
        return self._together(
            (
                of("s=", five[1:4]),
                of("s-=", five[:3]),
                of("s+=", five[2:]),
                of("m=", here),
                of("m-1=", before[:2]),
                of("m+1=", after[:2]),
                of("mm=", f"{before[:2]}|{here[:2]}|{after[:2]}"),
                of("ms=", f"{here[:2]}|{five[2]}"),
            )
        )
