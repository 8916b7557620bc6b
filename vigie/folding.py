"""Folding: accents, case and typographic variants removed, one character for one character.

Every offset in a folded text is the same offset in the original, so that what is found in
one can be shown in the other. That is why « œ » stays one character (« œ » folds to itself
and a pattern is written with « oe » expanded by whoever compiles it), and why nothing is
ever removed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from sys import maxunicode

_APOSTROPHES = "’‘ʼ`´′＇"
_HYPHENS = "‐‑‒–—−﹣－"
_SPACES = "\u00a0\u202f\u2007\u2009\u2002\u2003\u3000\t\r\n\f\v\x00"


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    if character in _SPACES:
        return " "
    first = unicodedata.normalize("NFKD", character)[:1]
    lowered = first.lower()
    return lowered if len(lowered) == 1 else character


class _Table(dict[int, str]):
    """Fills itself with each character met, so that the common path is one look-up."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code)) if code <= maxunicode else chr(code)
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return `text` in lower case without accents, exactly as long as it was."""
    if text.isascii():
        return text.lower().translate(_ASCII_SPACES)
    data = text.encode("latin-1", "replace")
    folded = data.translate(_LATIN).decode("latin-1")
    if _MICRO not in data and data.decode("latin-1") == text:
        return folded
    characters = list(folded)
    for found in _BEYOND.finditer(text):
        characters[found.start()] = _TABLE[ord(found.group())]
    return "".join(characters)


# The one character of Latin-1 that folds to another alphabet.
_MICRO = b"\xb5"
_BEYOND = re.compile("[^\0-\xff]|\xb5")
_LATIN = bytes(ord(_fold_character(chr(code))) % 256 for code in range(256))
_ASCII_SPACES = {ord(c): " " for c in _SPACES if c.isascii()}


@lru_cache(maxsize=4096)
def fold_words(text: str) -> str:
    """Return `text` folded, with hyphens and apostrophes read as spaces and spaces squeezed.

    This is how two spellings of one name compare equal: « Trois-Rivières » and
    « TROIS RIVIERES ». Offsets are not kept.
    """
    return " ".join(fold(text).replace("-", " ").replace("'", " ").split())
