"""A clerk's pattern, turned into what a machine can look for.

| written | means |
|---|---|
| `nid de poule` | these words in this order; accents, case, hyphens, plurals do not matter |
| `deneig*` | every word that begins so; `*` alone is any one word |
| `(bac|poubelle) vide` | either; groups may stand in groups; `(jete|laisse)*` with a star each |
| `[pas] ramasse` | with or without |
| `toujours pas .. ramasse*` | up to five words of the same sentence between |
| `depuis # jours` | a number, in figures or letters |
| `^bravo` | at the beginning of a sentence |
| `allo ?` | a mark or an emoji is a word like another |
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from enrichers.words import spelt

_TOKEN = re.compile(r"\)\*|[()\[\]|]|[^\s()\[\]|]+")
_SPECIAL: Final = {
    "..": r"(?:[^ .!?¶]+ ){0,5}",
    "#": (
        r"(?:\d+(?:h\d*|e|k|am|pm)?|un|une|deux|troi|quatre|cinq|six|sept|huit|neuf|dix|onze|"
        r"douze|quinze|vingt|trente|plusieur|quelque|two|three|four|five|seven|eight|nine|ten|"
        r"twelve|several) "
    ),
    "*": r"[^ .!?¶]+ ",
    "^": r"(?:(?<=^ )|(?<=[.!?¶] ))",
}
#: Letters of a word's beginning by which checks are spared.
BEGINNING: Final = 4
_MOST_FORMS: Final = 150  # literal spellings of one pattern before a regex costs less

# The reading's most common words: a check hung on one of them would be tried on every post.
_COMMONEST: Final = """
    . ! ? ¶
    a au aux avec c ca ce chez dans de des du elle en encore est et etait fait faut i il j je l la
    le les ma merci mon n ne nous on ont par parc pas plus pour qu que qui rue s se si son sont sur
    t te trottoir tu un une va vous ville y the to of in is on it and for
"""
_FREQUENT: Final = frozenset(_COMMONEST.split())

_CLOSING: Final = (")", ")*", "]", "|")

Choices = tuple[str, ...]

_AT_BEGINNING: Final[Choices] = ("^ ",)


class Check:
    """A regular expression compiled when it is first needed: most never are.

    Args:
        written: in the syntax of `re`.
    """

    __slots__ = ("_compiled", "_written")

    def __init__(self, written: str) -> None:
        self._written = written
        self._compiled: re.Pattern[str] | None = None

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where it stands in a text; mostly nowhere."""
        compiled = self._compiled or self._compile()
        if compiled.search(text) is None:
            return ()
        return [found.span() for found in compiled.finditer(text)]

    def begun_at(self, text: str, starts: Iterable[int]) -> list[tuple[int, int]]:
        """Return where it stands in a text, when it can begin at `starts` alone."""
        compiled = self._compiled or self._compile()
        spans: list[tuple[int, int]] = []
        reached = 0
        for start in starts:
            found = compiled.match(text, start) if start >= reached else None
            if found is not None:
                spans.append(found.span())
                reached = found.end()
        return spans

    def _compile(self) -> re.Pattern[str]:
        self._compiled = compiled = re.compile(self._written)
        return compiled


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the automaton looks for, and the check to make where it is found.

    Attributes:
        anchors: literal pieces; the pattern can stand only where one of them does.
        check: None when the anchor is the whole pattern.
        looks: of each, the text must have a word that is one of these or begins with one of four
            letters: quick looks that spare most checks, the rarest first.
        leads: the pattern begins where its anchor does, and nowhere else.
    """

    anchors: tuple[str, ...]
    check: Check | None
    looks: tuple[frozenset[str], ...] = ()
    leads: bool = False


def compile_pattern(written: str) -> Compiled:
    """Compile one pattern.

    Raises:
        ValueError: unbalanced brackets, a bracket inside a word, or no word to hold on to.
    """
    if not written.strip():
        raise ValueError("a pattern is empty")
    tokens = deque(_TOKEN.findall(written.replace("…", " .. ").replace("^", " ^ ")))
    _check_brackets(written)
    pieces = _sequence(tokens)
    if tokens:
        raise ValueError(f"unbalanced brackets in pattern {written!r}")
    count = 1
    for piece in pieces:
        count *= len(piece)
    if count <= _MOST_FORMS:
        forms = ["".join(form) for form in product(*pieces)]
        if all(_is_literal(form) for form in forms if form):
            return Compiled(tuple(" " + form.replace("* ", "") for form in forms if form), None)
    return _checked(pieces, written)


def _check_brackets(written: str) -> None:
    for found in re.finditer(r"[^\s(\[|^][(\[]|[)\]][^\s)\]|*]", written):
        raise ValueError(f"a bracket stands inside a word in pattern {written!r}: {found.group()}")


def _sequence(tokens: deque[str]) -> list[Choices]:
    """Take pieces until a closing sign, which is left first."""
    pieces: list[Choices] = []
    while tokens and tokens[0] not in _CLOSING:
        head = tokens.popleft()
        if head in ("(", "["):
            choices = _group(tokens, ("]",) if head == "[" else (")", ")*"))
            pieces.append((*choices, "") if head == "[" else choices)
        else:
            pieces.append(_word(head))
    return pieces


def _group(tokens: deque[str], closing: tuple[str, ...]) -> Choices:
    choices: list[str] = []
    while True:
        choices += ["".join(form) for form in product(*_sequence(tokens))]
        sign = tokens.popleft() if tokens else ""
        if sign in closing:
            star = "*" if sign == ")*" else ""
            return tuple(dict.fromkeys(c.rstrip() + star + " " for c in choices))
        if sign != "|":
            raise ValueError("unbalanced brackets in a pattern")


@lru_cache(maxsize=1 << 15)
def _word(written: str) -> Choices:
    """Return a word as the reading spells it, each choice ended by a space."""
    if written in _SPECIAL:
        return (written + " ",)
    if written.endswith("*"):
        # « _ » keeps a final s in its place and a short form from being written out
        return (spelt(written[:-1] + "_").rstrip("_") + "* ",)
    if written.endswith("?") and len(written) > 2:
        return tuple(spelt(short) + " " for short in (written[:-1], written[:-2]))
    word = spelt(written)
    if not word:
        raise ValueError(f"nothing can be found of {written!r} in a pattern")
    return (word + " ",)


def _is_literal(form: str) -> bool:
    words = form.split()
    return not (_SPECIAL.keys() & set(words)) and not any(w.endswith("*") for w in words[:-1])


def _checked(pieces: list[Choices], written: str) -> Compiled:
    best = min(pieces, key=_frequency)
    if not all(map(_hard, best)):
        raise ValueError(f"no word to hold on to in pattern {written!r}")
    anchors = tuple(" " + _hard(choice) for choice in best)
    check = Check(" " + "".join(_regex(piece) for piece in pieces))
    others = [piece for piece in pieces if piece is not best]
    looks = sorted((look for look in map(_look, others) if look), key=_frequency_of)
    leads = next(piece for piece in pieces if piece != _AT_BEGINNING) is best
    return Compiled(anchors, check, tuple(looks), leads)


def _look(piece: Choices) -> frozenset[str]:
    """Return a word or a beginning of each choice; none when a choice has none to look for."""
    looks = [min(_signs(choice), key=_common, default="") for choice in piece]
    return frozenset(looks) if all(looks) else frozenset()


def _signs(choice: str) -> list[str]:
    """Return what the words of a choice are known by: themselves, or their first letters."""
    words = [word for word in choice.split() if word not in _SPECIAL]
    whole = [word for word in words if not word.endswith("*")]
    return whole + [
        word[:BEGINNING] for word in words if word.endswith("*") and len(word) > BEGINNING
    ]


def _frequency_of(look: frozenset[str]) -> float:
    return sum(map(_common, sorted(look)))


def _frequency(piece: Choices) -> float:
    """Return how often a piece is likely to be met: the check is tried as often."""
    return sum(_common(_hard(choice)) for choice in piece)


def _common(literal: str) -> float:
    if not literal:
        return 1000.0
    return 2.0 if literal.strip() in _FREQUENT else 4.0 / len(literal) ** 2


def _hard(choice: str) -> str:
    """Return the longest literal beginning of a choice."""
    kept = []
    for word in choice.split():
        if word in _SPECIAL:
            break
        if word.endswith("*"):
            kept.append(word[:-1])
            return " ".join(kept)
        kept.append(word)
    return " ".join(kept) + " " if kept else ""


def _regex(piece: Choices) -> str:
    return "(?:" + "|".join("".join(map(_part, choice.split())) for choice in piece) + ")"


def _part(word: str) -> str:
    if word in _SPECIAL:
        return _SPECIAL[word]
    return re.escape(word[:-1]) + r"\S* " if word.endswith("*") else re.escape(word) + " "
