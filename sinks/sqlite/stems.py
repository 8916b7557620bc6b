"""Stems: what the inflections of a word have in common, in French and in English.

The Snowball stemmers (Porter, 2001) are given folded words, because a resident who types
without accents must find what was written with them, and the other way round. The French one
counts on accents for participles and on « ou/x » rules for plurals, so endings are first
brought to the form from which it finds the same stem: déneigée(s), deneigee(s) → deneige,
trous → trou, feux → feu, ramassé → ramass (as for ramasser; read as an imperfect subjunctive,
« ramasse » would lose « asse »).
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from typing import Final

import Stemmer

LANGUAGES: Final = ("fr", "en")

#: Changes whenever the same text may give other stems; the index is then made anew.
VERSION: Final = f"1 snowball {Stemmer.version()} unicode {unicodedata.unidata_version}"

_CACHED = 50_000


class _Stems(dict[str, str]):
    """Remembers the stems of words met; emptied when it has grown to `_CACHED`.

    Writers and readers share it: PyStemmer's objects may not be entered by two threads at
    once, hence the lock, which a word already met never touches.
    """

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem
        self._lock = threading.Lock()

    def __missing__(self, word: str) -> str:
        with self._lock:
            if len(self) >= _CACHED:
                self.clear()
            stem = self[word] = self._stem(word)
        return stem


def _french(word: str) -> str:
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s":
        word = word[:-1]
    if len(word) == 4 and word.endswith("ux"):
        word = word[:-1]
    if word.endswith("ee") or (word.endswith("asse") and len(word) > 4):
        word = word[:-1]
    stem: str = _FRENCH(word)
    return stem


# The cache above is ours: bounded, and over the prepared words.
_FRENCH = Stemmer.Stemmer("french", 0).stemWord
_ENGLISH = Stemmer.Stemmer("english", 0).stemWord
STEMS: Final[dict[str, dict[str, str]]] = {"fr": _Stems(_french), "en": _Stems(_ENGLISH)}
