"""Whether a text speaks of a few words, by their beginnings; a store does it by stems."""

from __future__ import annotations

import re
from typing import Final

from vigie.folding import fold

_WORD: Final = re.compile(r"[^\W_]+")
#: A word keeps its beginning when it changes number or gender; a short one changes less.
_SHORTEST: Final = 3
_LONG: Final = 5


def speaks_of(text: str, words: str) -> bool:
    """Tell whether these words follow one another in the text, whatever their endings."""
    said, wanted = _words(text), _words(words)
    if not wanted:
        return False
    spans = range(len(said) - len(wanted) + 1)
    return any(all(map(_alike, said[at : at + len(wanted)], wanted)) for at in spans)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    ending = 2 if len(short) >= _LONG else 1
    return len(short) >= _SHORTEST and long.startswith(short) and len(long) - len(short) <= ending
