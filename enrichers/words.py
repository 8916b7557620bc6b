"""The words of a text in the one spelling that patterns are written in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from vigie.folding import fold

#: A line's end ends a sentence; folding would make it a space, so it is kept under this sign.
LINE_END: Final = "¶"
STOPS: Final = frozenset(".!?" + LINE_END)

#: An address, a word, a run of sentence marks, a money sign, a smiley, an emoji. Commas, quotes,
#: brackets, hyphens and skin tones are not words: what they separate reads as neighbours.
_WORD = re.compile(
    r"https?://\S+|www\.\S+|\w+|[.!?¶]+|[$€%]|[:;]-?[()](?!\w)|<3"
    r"|[\u203c-\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_LONG = re.compile(r"([^\W\d])\1{2,}")  # « merciiii »; « créée » is looked after below
_KEPT_TRIPLES = frozenset({"creee", "creees", "agreee", "agreees", "www", "iii", "lll", "xxx"})
_SMILEYS = {":": "🙂", ";": "🙂", "<": "❤"}
_SIZE = 100_000


class Spelling(dict[str, str]):
    """Word as folded → word as patterns know it; fills itself with each word met.

    Plurals of five letters and more lose their s or x, letters held down are let go, « œ »
    becomes « oe », and short forms of text messages or of speech are written out.

    Args:
        long_forms: short form → words that it stands for.
    """

    def __init__(self, long_forms: Mapping[str, str]) -> None:
        self._long_forms = long_forms

    def __missing__(self, word: str) -> str:
        if len(self) > _SIZE:
            self.clear()
        self[word] = spelt = self._spell(word)
        return spelt

    def _spell(self, word: str) -> str:
        if word[0] in STOPS:
            return _one_stop(word)
        if word[0] in _SMILEYS:
            return "🙁" if word[-1] == "(" else _SMILEYS[word[0]]
        if word.startswith(("http", "www.")):
            return "url"
        word = word.replace("œ", "oe").replace("æ", "ae")
        if word not in _KEPT_TRIPLES:
            word = _LONG.sub(r"\1", word)
        written = self._long_forms.get(word, word)
        return (
            " ".join(map(_singular, written.split(" "))) if " " in written else _singular(written)
        )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word


def _one_stop(marks: str) -> str:
    return next((mark for mark in "?!" if mark in marks), marks[0])


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """Return the house's spelling, read once from `lexicons/spelling.toml`."""
    text = files("enrichers").joinpath("lexicons", "spelling.toml").read_text("utf-8")
    return Spelling(tomllib.loads(text)["long_forms"])


def folded(text: str) -> str:
    """Return `text` folded as long as it was, its line ends kept."""
    return fold(text.replace("\n", LINE_END) if "\n" in text else text)


def split(folded_text: str) -> list[str]:
    """Return the words, marks and emoji of a folded text, as written in it."""
    return _WORD.findall(folded_text)


def spans(folded_text: str) -> list[tuple[int, int]]:
    """Return where each item of `split` stands, in code points."""
    return [found.span() for found in _WORD.finditer(folded_text)]


def spelt(text: str) -> str:
    """Return the words of a short phrase of a lexicon in the spelling of patterns."""
    known = spelling()
    return " ".join(known[word] for word in split(fold(text)))
