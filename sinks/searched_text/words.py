"""The words of a text, as the index and the questions put to it both see them.

A text is first cut into runs: letters, digits, and the apostrophes and invisible marks among
them. Each run then gives its words, folded; runs repeat, so that work is done once for each and
remembered (`stems`). Elided articles (l’, d’, qu’…) are dropped, hyphens part words, and
addresses and handles (`@…`) are left out altogether: a person is never looked up by the name of
an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vigie.folding import fold

_LONGEST: Final = 64
_ELIDED: Final = frozenset(
    ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
)
_APOSTROPHES = "'’‘ʼ`´′＇"  # those that folding knows
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"  # combining accents, invisible hyphens
_INVISIBLE = re.compile(f"[{_MARKS}]+")
_HIDDEN = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[\w.\-]+(?:@[\w.\-]+)?", re.IGNORECASE)
_RUNS = re.compile(rf"\w[\w{_APOSTROPHES}{_MARKS}]*")
_PARTS = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_{_MARKS}]*)*")


def runs(text: str) -> list[str]:
    """Return the runs of a text, as written."""
    return _RUNS.findall(visible(text))


def words_of(run: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words of a run: their start and end in it, and the word folded."""
    folded = fold(run)
    found = list(_PARTS.finditer(folded))
    while len(found) > 1 and found[0].group() in _ELIDED and folded[found[0].end()] == "'":
        del found[0]
    return tuple((*part.span(), _plain(part.group())) for part in found)


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, word), the offsets in code points of the text itself."""
    for run in _RUNS.finditer(visible(text)):
        for start, end, word in words_of(run.group()):
            yield run.start() + start, run.start() + end, word


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return [word for _, _, word in placed_words(text)]


def visible(text: str) -> str:
    """Blank addresses and handles, which are not searched; the rest stays where it stood."""
    if "@" in text or "//" in text or "www." in text:
        return _HIDDEN.sub(lambda found: " " * len(found.group()), text)
    return text


def _plain(word: str) -> str:
    if not word.isascii():
        word = _INVISIBLE.sub("", word).replace("œ", "oe").replace("æ", "ae")
    return word[:_LONGEST]
