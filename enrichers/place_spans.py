"""Reading the spans of a text that name a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick

from enrichers.names import spaced, spelling, spellings
from enrichers.place_gazetteer import Gazetteer, Known, core, first_generic
from enrichers.place_numbers import NUMBER_BEFORE, Span, numbered, with_number
from enrichers.place_words import (
    AND,
    BEFORE_LANDMARK,
    CORNERS,
    GENERICS,
    LANDMARKS,
    NAMEABLE,
    NO_NAME,
    PARTICLE,
    PARTICLES_AND_GENERICS,
    PROBLEMS,
    TRAILING,
)
from vigie.town import Spot, Town

_CAPITAL: Final = "A-ZÀ-ÖØ-ÞŒ"
# A run of capitalised words, with the small words inside it (« Saint-Jean de la Croix »).
_RUN: Final = re.compile(
    rf"[{_CAPITAL}][\w’'\-]*(?: (?:(?:de la|de|du|des|la|le) |de l[’']|d[’']|l[’'])?"
    rf"[{_CAPITAL}][\w’'\-]*){{0,3}}"
)
_WORDS: Final = re.compile(r"[^\W_][\w’'\-]*(?: [^\W_][\w’'\-]*){0,3}")
_ON_STREET: Final = re.compile(r"\b(?:sur|angle|coin|on)(?: la| le| des| de la| du| l)? $")
_PLACED: Final = re.compile(
    r"\b(?:au|a|aux|dans|sur|pres|devant|vers|at|near|in)(?: l| la| le| du)? $"
)
_DIGIT: Final = re.compile(r"\d")
_DATELINE: Final = re.compile(r" ?[:,(–—]")
_PARTICLE_LAST: Final = re.compile(r"\b(?:de la|de l|des|du) $")
_READ: Final = 6_000  # code points of the text that are read
#: Words that a place may begin or end with, whatever its name.
_NAMING: Final = frozenset((*CORNERS, *GENERICS, *TRAILING, *LANDMARKS))


class Spans:
    """Finds the places of a text for one town.

    Args:
        town: its gazetteer and names; the town itself is never a place.
    """

    def __init__(self, town: Town) -> None:
        self._gazetteer = Gazetteer(town)
        self._belgian = town.usage == "belgium"
        self._town = {s for n in (town.names.official, *town.names.variants) for s in spellings(n)}
        patterns = {
            *self._gazetteer.forms,
            *GENERICS,
            *TRAILING,
            *CORNERS,
            *LANDMARKS,
            *(p for p in PROBLEMS if p),
        }
        self._patterns = sorted(patterns - self._town)
        self._find = AhoCorasick(self._patterns).find_matches_as_indexes
        problems = frozenset(PROBLEMS)
        self._wrong = [words in problems for words in self._patterns]
        self._named = [
            words in self._gazetteer.forms or words in _NAMING for words in self._patterns
        ]

    def is_street_elsewhere(self, words: str) -> bool:
        """Tell whether words are a street that bears the town's name: it is in another town."""
        spelled = spelling(words)
        generic = first_generic(spelled)
        return GENERICS.get(generic) == "street" and core(spelled) in self._town

    def read(self, text: str) -> tuple[list[Span], list[int], str]:
        """Return the places of `text`, where its problem words stand, and the text spaced."""
        text = text[:_READ]
        folded = spaced(text)
        spans: list[Span] = []
        problems: list[int] = []
        for pattern, start, end in self._find(folded, overlapping=True):
            if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalnum():
                continue
            if self._named[pattern]:
                spans += self._at(text, folded, self._patterns[pattern], start, end)
            if self._wrong[pattern]:
                problems.append(start)
        if _DIGIT.search(folded):
            spans += numbered(text, folded, self._gazetteer)
        if spans:
            spans = [with_number(folded, s, after=self._belgian) for s in _widest(spans)]
        return spans, problems, folded

    def _at(self, text: str, folded: str, words: str, start: int, end: int) -> Iterator[Span]:
        known = self._gazetteer.forms.get(words)
        if known is not None:
            known = self._on_street(folded, words, start, known)
            sure = self._bare_sure(text, folded, start, end, known.spot) if known.bare else 0.9
            if sure:
                if known.bare and known.spot.kind == "street":
                    start = _with_particle(folded, start)
                yield Span(start, end, known.spot.kind, known.spot, sure)
        if words in CORNERS:
            yield from self._corner(text, folded, start, end)
        if words in GENERICS:
            yield from self._generic(text, folded, words, start, end)
        if words in TRAILING:
            yield from self._trailing(text, words, start, end)
        if words in LANDMARKS and BEFORE_LANDMARK.search(folded[max(0, start - 30) : start]):
            yield Span(start, end, "landmark", None, 0.4)

    def _on_street(self, folded: str, words: str, start: int, known: Known) -> Known:
        """Read « sur Sainte-Cécile » as the street where a neighbourhood has the same name."""
        if known.spot.kind == "neighbourhood" and folded[max(0, start - 4) : start] == "sur ":
            street = self._gazetteer.street(words)
            return Known(street, bare=True) if street else known
        return known

    def _bare_sure(self, text: str, folded: str, start: int, end: int, spot: Spot) -> float:
        """How sure is a name without its generic: it needs a capital and a place's preposition."""
        before = folded[max(0, start - 16) : start]
        if not text[start].isupper() or not spot.public:
            return 0.0
        if spot.kind == "street":
            return 0.6 if _ON_STREET.search(before) or NUMBER_BEFORE.search(before) else 0.0
        if " " in folded[start:end].strip():
            return 0.7
        head = not before.strip() and _DATELINE.match(folded, end)
        return 0.6 if head or _PLACED.search(before) else 0.0

    def _generic(
        self, text: str, folded: str, generic: str, start: int, end: int
    ) -> Iterator[Span]:
        """Read « rue des Érables », « parc Victora », « école sainte therese »."""
        if end >= len(folded) or folded[end] != " ":
            return
        kind = GENERICS[generic]
        name = _skip(PARTICLE, folded, end + 1)
        particle = name > end + 1
        run = _RUN.match(text, name)
        loud = text[start:name].isupper() and len(generic) > 2
        if run is None or loud:
            run = _WORDS.match(text, name)
        if run is None:
            return
        found = self._known(text, kind, run.start(), run.end())
        if found:
            # « rue des Forges » and « boulevard des Forges » are two streets.
            whole = self._gazetteer.forms.get(spelling(text[start : found[0]]))
            spot = whole.spot if whole else found[1]
            yield Span(start, found[0], spot.kind, spot, found[2])
        elif kind in NAMEABLE and not loud:
            yield from self._unknown(text, kind, start, run, particle=particle)

    def _known(self, text: str, kind: str, start: int, end: int) -> tuple[int, Spot, float] | None:
        """Try the longest name first: how many of the words belong to it?"""
        blanks = [start + m.start() for m in re.finditer(" ", text[start:end])]
        for stop in (end, *reversed(blanks)):
            found = self._gazetteer.closest(kind, spelling(text[start:stop]))
            if found:
                return stop, found[0], 0.9 if found[1] == 100 else 0.75
        return None

    def _unknown(
        self, text: str, kind: str, start: int, run: re.Match[str], *, particle: bool
    ) -> Iterator[Span]:
        if text[run.start()].isupper():
            if spelling(run.group()) not in self._town:
                yield Span(start, run.end(), kind, None, 0.65)
            return
        word = run.group().split()[0]
        stop = run.start() + len(word)
        plain = spelling(word)
        named = len(plain) > 3 and plain.split()[0] not in NO_NAME
        if kind == "street" and particle and named:
            yield Span(start, stop, kind, None, 0.45)

    def _trailing(self, text: str, generic: str, start: int, end: int) -> Iterator[Span]:
        """Read « Maple Street », « Victora Park »: a run of capitals that ends with a generic."""
        run = re.search(rf"(?:[{_CAPITAL}][\w’'\-]* ){{1,3}}$", text[max(0, start - 60) : start])
        if run is None or not text[start].isupper() or generic in ("st", "st."):
            return
        kind, first = TRAILING[generic], max(0, start - 60) + run.start()
        words = run.group().split()
        for skip in range(len(words)):
            at = first + sum(len(w) + 1 for w in words[:skip])
            found = self._gazetteer.closest(kind, spelling(" ".join(words[skip:])))
            if found:
                yield Span(at, end, kind, found[0], 0.8)
                return
        if first and len(words) <= 2:
            yield Span(first, end, kind, None, 0.6)

    def _corner(self, text: str, folded: str, start: int, end: int) -> Iterator[Span]:
        """Read « coin Forges et Royale », « angle des Récollets », « corner of A and B »."""
        one = self._operand(text, folded, end)
        if one is None:
            return
        joint = AND.match(folded, one[0])
        other = self._operand(text, folded, joint.end()) if joint else None
        last = other or one
        yield Span(start, last[0], "corner", one[1] or last[1], 0.9 if one[1] else 0.65)

    def _operand(self, text: str, folded: str, at: int) -> tuple[int, Spot | None] | None:
        """Read one street of a corner; its end and its spot, None when it is no street."""
        while at < len(folded) and folded[at] == " ":
            at += 1
        name = _skip(PARTICLES_AND_GENERICS, folded, at)
        run = _RUN.match(text, name) or _WORDS.match(text, name)
        if run is None:
            return None
        found = self._known(text, "street", run.start(), run.end())
        if found:
            return found[0], found[1]
        return (run.end(), None) if text[name].isupper() else None


def _with_particle(folded: str, start: int) -> int:
    """Return where « des Forges » begins, for a name found at « Forges »."""
    found = _PARTICLE_LAST.search(folded[max(0, start - 6) : start])
    return start - len(found.group()) if found else start


def _skip(pattern: re.Pattern[str], folded: str, at: int) -> int:
    found = pattern.match(folded, at)
    return found.end() if found else at


def _widest(spans: list[Span]) -> list[Span]:
    """Keep of overlapping spans the corner, then the known, then the longest."""
    kept: list[Span] = []
    for span in sorted(
        spans, key=lambda s: (s.kind != "corner", s.spot is None, s.start - s.end, s.start)
    ):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)
