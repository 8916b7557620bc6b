"""The words of a text that say what it is about, by stem, as they are most often written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import Stemmer

from desk.stop_words import STOP_WORDS
from vigie.folding import fold

# Addresses, handles and what a mask left (« [courriel] ») are nobody's words.
_HIDDEN: Final = re.compile(r"(?:https?://|www\.)\S+|[@]\S+|\[[^\]\s]{1,40}\]", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\W\d_]{3,40}")


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return fold(stem)


def stemmed(text: str) -> Iterator[tuple[str, str]]:
    """Yield (stem, word in lower case) of the words that carry meaning.

    English words keep an English-enough stem in the French stemmer's hands: it is only used to
    gather « trottoir » and « trottoirs ».
    """
    for word in _WORDS.findall(_HIDDEN.sub(" ", text)):
        lowered = word.lower()
        if fold(lowered) not in STOP_WORDS:
            yield _stem(lowered), lowered


class Spellings:
    """Remembers how each stem is most often written."""

    def __init__(self) -> None:
        self._seen: dict[str, Counter[str]] = {}

    def learn(self, pairs: Iterable[tuple[str, str]]) -> list[str]:
        """Note the spellings of some (stem, word); return the stems."""
        stems = []
        for stem, word in pairs:
            self._seen.setdefault(stem, Counter())[word] += 1
            stems.append(stem)
        return stems

    def of(self, stem: str) -> str:
        """Return the commonest spelling, the first in order among equals."""
        return min(self._seen[stem].items(), key=lambda item: (-item[1], item[0]))[0]
