"""One ear for all towns: which of them a text may name, in about a microsecond.

The text's UTF-8 bytes are folded by one table (letters of Latin-1 lose case and accents,
punctuation becomes a space) and an Aho-Corasick automaton looks for the rarest word of each
name. It may hear a name that is not there, never miss one: a closer reading decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from enrichers.names import Form, readable
from vigie.folding import fold

#: Shorter words are found inside too many others to be listened for without boundaries.
_FREE_LETTERS: Final = 5
_WEAK_WORDS: Final = frozenset({"saint", "sainte", "notre", "ville", "grand", "grande", "rivers"})
# What a screen may set right before a short form, where « (TR » and « TR » are the easy cases.
_BEFORE: Final = ("", "’", "«", "“", "—", "–", "\u00a0", "\u202f", "…", "❤️")


def _table() -> bytes:
    table = bytearray(range(256))
    for code in range(128):
        table[code] = ord(chr(code).lower()) if chr(code).isalnum() else ord(" ")
    # Lead bytes of signs that are not letters read as spaces. 0xC3 leads the accented
    # letters of Latin-1 and is removed; what follows it becomes the plain letter.
    for lead in b"\xc2\xe2\xef\xf0":
        table[lead] = ord(" ")
    for code in range(0xC0, 0x100):
        plain = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if plain.isascii() and plain.isalpha():
            table[chr(code).encode()[1]] = ord(plain)
    return bytes(table)


_TABLE: Final = _table()
_REMOVED: Final = b"\xc3\xcc\xcd"


def hum(text: str) -> bytes:
    """Return what the ear hears of `text`: folded bytes, only good for being searched."""
    return _heard(text.encode("utf-8", "replace"))


def _heard(raw: bytes) -> bytes:
    return b" " + raw.translate(_TABLE, _REMOVED) + b" "


def _is_disguised(text: str, raw: bytes) -> bool:
    # Accents apart from their letter, « Ã¨ » for « è », characters hidden inside words, the
    # « bold » letters of mathematics. Each test is one quick search.
    return (
        b"\xcc" in raw
        or "Ã" in text
        or "\u00ad" in text
        or "\u200b" in text
        or "\u200c" in text
        or "\u2060" in text
        or "\ufeff" in text
        or b"\xf0\x9d" in raw
    )


class Ear:
    """Listens for the names of many towns at once.

    Args:
        names: town → the forms of its names.
    """

    def __init__(self, names: Mapping[str, Iterable[Form]]) -> None:
        heard: dict[bytes, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
        for town, listed in names.items():
            for form in listed:
                capitals = _capitals(form) if form.needs_capital else ()
                for sound in _sounds(form.spelling):
                    heard[sound].add((town, capitals))
        self._heard = [tuple(towns) for towns in heard.values()]
        automaton = BytesAhoCorasick(list(heard), implementation=Implementation.DFA)
        self._find = automaton.find_matches_as_indexes

    def listen(self, text: str) -> frozenset[str]:
        """Return the towns that `text` may name; nearly always none."""
        raw = text.encode("utf-8", "replace")
        found = self._find(_heard(raw), True)  # noqa: FBT003 - the binding's positional flag
        if not found and not text.isascii() and _is_disguised(text, raw):
            found = self._find(hum(fold(readable(text))), True)  # noqa: FBT003 - as above
        if not found:
            return _NOBODY
        return frozenset(
            town
            for match in found
            for town, capitals in self._heard[match[0]]
            if not capitals or any(written in text for written in capitals)
        )


def _capitals(form: Form) -> tuple[str, ...]:
    """Return a plain word as a name is written: « Wépion », « WÉPION », « WEPION »."""
    upper = form.spelling.upper()
    return form.written, form.written.upper(), upper, upper.capitalize()


_NOBODY: Final[frozenset[str]] = frozenset()


def _sounds(spelled: str) -> Iterator[bytes]:
    """Yield the byte strings of which at least one is heard wherever the name is written."""
    words = re.findall(r"\w+", spelled)
    rare = max((w for w in words if w not in _WEAK_WORDS), key=len, default="")
    if len(rare) >= _FREE_LETTERS:
        yield hum(rare).strip()
    elif words:
        # A name of four letters is left open on the right: « mons » in « #mons2026 ».
        end = b" " if len("".join(words)) < 4 else b""
        for before, joint in product(_BEFORE, (" ", "  ", "")):
            yield b" " + hum(before + joint.join(words)).strip() + end
