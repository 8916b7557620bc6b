"""A town's gazetteer, laid out to be recognised in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from enrichers.names import spelling, spellings
from enrichers.place_templates import Remembered
from enrichers.place_words import GENERICS, PARTICLE, SHORT
from vigie.town import Spot, Town

#: Letters of a name below which a slip makes another name, and how alike two must be (0–100).
_FUZZY_LETTERS: Final = 6
_ALIKE: Final = 87.0

_ENGLISH: Final = {
    "street": ("street", "st", "st.", "ave", "avenue", "boulevard", "blvd", "road"),
    "park": ("park",),
    "school": ("school",),
    "bridge": ("bridge",),
}


class Known(NamedTuple):
    """A form of a spot; `bare` when its generic word is missing (« Forges »)."""

    spot: Spot
    bare: bool


class Gazetteer:
    """Recognises the town's spots by their forms.

    Args:
        town: its gazetteer, to which its former municipalities and neighbourhoods are added.
    """

    def __init__(self, town: Town) -> None:
        self.forms: dict[str, Known] = {}
        self._cores: dict[str, dict[str, Spot]] = {}
        spots = (*town.gazetteer, *_areas(town))
        for spot in spots:
            for form in chain.from_iterable(map(_full, (spot.name, *spot.aliases))):
                self.forms.setdefault(form, Known(spot, bare=not _has_generic(form)))
        for spot in spots:
            self._add_cores(spot)
        # What follows « rue » is mostly a name that was met before, or no name.
        self._met: dict[tuple[str, str], tuple[Spot, float] | None] = Remembered(
            lambda named: self._closest(*named)
        )

    def _add_cores(self, spot: Spot) -> None:
        for name in (spot.name, *spot.aliases):
            for spelled in spellings(name):
                stem = core(spelled)
                if len(stem) < 3 or stem.isdigit():
                    continue
                self._cores.setdefault(spot.kind, {}).setdefault(stem, spot)
                for after in _ENGLISH.get(spot.kind, ()):
                    self.forms.setdefault(f"{stem} {after}", Known(spot, bare=False))
                if spot.kind == "street":
                    # People say « sur Laviolette », but never « à Victoria » of a park.
                    self.forms.setdefault(stem, Known(spot, bare=True))

    def closest(self, kind: str, name: str) -> tuple[Spot, float] | None:
        """Return the spot of `kind` whose name is `name` or nearly, and how alike (0–100).

        Args:
            kind: the kind that a generic word announces.
            name: the words after the generic, spelled by `names.spelling`.
        """
        return self._met[kind, name]

    def _closest(self, kind: str, name: str) -> tuple[Spot, float] | None:
        stem = core(name) or name
        for listed in (kind, *(_SISTERS.get(kind, ()))):
            cores = self._cores.get(listed, {})
            if stem in cores:
                return cores[stem], 100.0
        if len(stem) < _FUZZY_LETTERS:
            return None
        cores = self._cores.get(kind, {})
        found = process.extractOne(stem, cores.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return (cores[found[0]], found[1]) if found else None

    def street(self, name: str) -> Spot | None:
        """Return the street that people call `name`, without its generic; None if none is."""
        found = self.closest("street", name)
        return found[0] if found else None


# A « place d’Armes » is written as a street by some registers, a « square » as a park.
_SISTERS: Final = {"street": ("place",), "place": ("street",), "park": ("place",)}


def _areas(town: Town) -> Iterator[Spot]:
    listed = {spelling(n) for s in town.gazetteer for n in (s.name, *s.aliases)}
    for name in (*town.names.former, *town.names.neighbourhoods):
        if spelling(name) not in listed:
            yield Spot(id="", name=name, kind="neighbourhood")


def _full(name: str) -> Iterator[str]:
    """Yield the spellings of a name: generic cut short, particle left out."""
    for spelled in spellings(name):
        yield spelled
        for generic, shorts in SHORT.items():
            if spelled.startswith(generic + " "):
                yield from (short + spelled.removeprefix(generic) for short in shorts)
        generic = first_generic(spelled)
        if generic:
            yield f"{generic} {core(spelled)}"


def first_generic(spelled: str) -> str:
    """Return the generic word or words that a spelling starts with, "" when it has none."""
    words = spelled.split()
    for count in (2, 1):
        head = " ".join(words[:count])
        if len(words) > count and head in GENERICS:
            return head
    return ""


def _has_generic(spelled: str) -> bool:
    """Tell whether a form says by itself that it is a place: its kind, or three words."""
    return bool(first_generic(spelled)) or len(spelled.split()) > 2


def core(spelled: str) -> str:
    """Return a spelling without its generic and particles: « rue des forges » is « forges »."""
    rest = spelled.removeprefix(first_generic(spelled)).strip()
    previous = ""
    while rest != previous:
        previous = rest
        rest = _PARTICLE_FIRST.sub("", rest)
    return rest


_PARTICLE_FIRST = re.compile("^" + PARTICLE.pattern)
