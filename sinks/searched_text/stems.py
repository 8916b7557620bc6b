"""Stems: what the inflections of a word have in common, in French and in English.

The Snowball stemmers (Porter, 2001) are given folded words, because a resident who types
without accents must find what was written with them, and the other way round. The French one
counts on accents for participles and keeps the plural of short words, so endings are first
brought to the form from which it finds the same stem: déneigée(s), deneigee(s) → deneige,
trous → trou, feux → feu, ramasse → ramass (as for ramasser; it would read an imperfect
subjunctive in « asse » and leave « ram »).
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from typing import Final

import Stemmer

from sinks.searched_text.words import words_of

LANGUAGES: Final = ("fr", "en")

#: Changes whenever the same text may give other stems; the index is then made anew.
VERSION: Final = f"1 snowball {Stemmer.version()} unicode {unicodedata.unidata_version}"

_CACHED = 100_000


class Stems(dict[str, str]):
    """A run of `words.runs` → its words' stems, separated by spaces; most runs are one word.

    It remembers the runs met and is emptied when it has grown to `_CACHED`. Writers and readers
    share it: PyStemmer's objects may not be entered by two threads at once, hence the lock,
    which a run already met never touches.
    """

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem
        self._lock = threading.Lock()

    def __missing__(self, run: str) -> str:
        with self._lock:
            if len(self) >= _CACHED:
                self.clear()
            stems = self[run] = " ".join(self._stem(word) for _, _, word in words_of(run))
        return stems


_FRENCH = Stemmer.Stemmer("french", 0).stemWord  # the cache is ours, bounded
_ENGLISH = Stemmer.Stemmer("english", 0).stemWord


def _french(word: str) -> str:
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s":
        word = word[:-1]
    if len(word) == 4 and word.endswith("ux"):
        word = word[:-1]
    if word.endswith("ee"):
        word = word[:-1]
    if word.endswith(("asse", "assent")):
        word = word[: word.rindex("ass") + 3]
    stem: str = _FRENCH(word)
    return stem


STEMS: Final[dict[str, Stems]] = {"fr": Stems(_french), "en": Stems(_ENGLISH)}
