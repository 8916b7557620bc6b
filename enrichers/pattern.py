"""A clerk's pattern, turned into what a machine can look for.

| written | means |
|---|---|
| `nid de poule` | these words in this order; accents, case, hyphens, plurals do not matter |
| `deneig*` | every word that begins so |
| `(bac|poubelle) vide` | either |
| `[pas] ramasse` | with or without |
| `toujours pas .. ramasse*` | up to five words of the same sentence between |
| `depuis # jours` | a number, in figures or letters |
| `^bravo` | at the beginning of a sentence |
| `allo ?` | a mark or an emoji is a word like another |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Final

from enrichers.words import spelt

_PIECE = re.compile(r"\((?P<either>[^()]+)\)|\[(?P<maybe>[^\[\]]+)\]|(?P<word>[^\s()\[\]]+)")
_GAP: Final = r"(?:[^ .!?¶]+ ){0,5}"
_NUMBER: Final = (
    r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|"
    r"plusieur|quelque|two|three|four|five|seven|eight|nine|ten|twelve|several|plein) "
)
_START: Final = r"(?:(?<=^ )|(?<=[.!?¶] ))"
_MOST_FORMS: Final = 120  # literal spellings of one pattern before a regex costs less


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the automaton looks for, and the check to make where it is found.

    Attributes:
        anchors: literal pieces; the pattern can stand only where one of them does.
        check: None when the anchor is the whole pattern.
    """

    anchors: tuple[str, ...]
    check: re.Pattern[str] | None


def compile_pattern(written: str) -> Compiled:
    """Compile one pattern.

    Raises:
        ValueError: it is empty, unbalanced, or holds no word to hold on to.
    """
    pieces = [_choices(piece) for piece in _pieces(written)]
    if not any(choice not in _SPECIAL and choice for piece in pieces for choice in piece):
        raise ValueError(f"no word in pattern {written!r}")
    if any(_SPECIAL.keys() & set(piece) for piece in pieces):
        return _checked(pieces, written)
    forms = tuple("".join(form) for form in _forms(pieces))
    stars_inside = any("*" in form.rstrip("* ") for form in forms)
    if stars_inside or len(forms) > _MOST_FORMS:
        return _checked(pieces, written)
    return Compiled(tuple(" " + form.replace("* ", "") for form in forms if form.strip()), None)


_SPECIAL: Final = {"..": _GAP, "#": _NUMBER, "^": _START}


def _pieces(written: str) -> list[re.Match[str]]:
    text = written.replace("…", "..").replace("^", " ^ ")
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        raise ValueError(f"unbalanced brackets in pattern {written!r}")
    return list(_PIECE.finditer(text))


def _choices(piece: re.Match[str]) -> tuple[str, ...]:
    """Return the spellings of a piece, each ended by a space, or a special sign alone."""
    if piece["word"]:
        return (piece["word"],) if piece["word"] in _SPECIAL else (_words(piece["word"]),)
    if piece["maybe"]:
        return (*(_words(part) for part in piece["maybe"].split("|")), "")
    return tuple(_words(part) for part in piece["either"].split("|"))


def _words(text: str) -> str:
    """Return words spelt as the reading spells them; a word with a star keeps its beginning."""
    return "".join(
        _prefix(word) + "* " if word.endswith("*") else spelt(word) + " " for word in text.split()
    )


def _prefix(word: str) -> str:
    words = spelt(word.rstrip("*") + "_").rstrip("_")  # « _ » keeps a final s in its place
    return words.replace("œ", "oe")


def _forms(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    count = 1
    for piece in pieces:
        count *= len(piece)
    return list(product(*pieces)) if count <= _MOST_FORMS else [("*",)] * (_MOST_FORMS + 1)


def _checked(pieces: list[tuple[str, ...]], written: str) -> Compiled:
    best = max(pieces, key=_hold)
    if not _hold(best):
        raise ValueError(f"no word to hold on to in pattern {written!r}")
    anchors = tuple(" " + _hard(choice) for choice in best)
    return Compiled(anchors, re.compile(" " + "".join(_regex(piece) for piece in pieces)))


def _hold(piece: tuple[str, ...]) -> int:
    """Return how rare a piece is likely to be: the length of its shortest spelling."""
    return 0 if _SPECIAL.keys() & set(piece) else min(len(_hard(choice)) for choice in piece)


def _hard(choice: str) -> str:
    return choice.split("*")[0]


def _regex(piece: tuple[str, ...]) -> str:
    return "(?:" + "|".join(_SPECIAL.get(choice) or _escaped(choice) for choice in piece) + ")"


def _escaped(choice: str) -> str:
    return re.escape(choice).replace(r"\*\ ", r"\S* ").replace(r"\ ", " ")
