"""The other towns that a post names, and how its own is named beside them: signs of relevance.

« De Dinant à Namur », « a customer in Worcester » and « Verviers 2, Namur 1 » name the town and
speak of something else. No rule settles that; these signs are for the trained model to weigh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from enrichers.place_templates import Remembered
from enrichers.words import STOPS, spelt
from vigie.town import Names

#: What stands for the town's name among the masked words of a post.
MASK: Final = "laville"
_OF_PLACE: Final = frozenset(
    spelt(word)
    for word in (
        *("à", "de", "d", "du", "en", "vers", "près", "chez", "depuis", "pour", "via"),
        *("in", "at", "near", "from", "to", "for", "through", "of"),
    )
)
#: Words that begin with a capital, joined by hyphens or spaces: « Mont-Tremblant », « New York ».
_CAPITALS: Final = re.compile(r"\b[A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*){0,2}")
_BEFORE: Final = re.compile(r"(\w+|[.!?…:;,«“\"(])[\s’'-]*$")
_READ: Final = 400
_NEAR: Final = 24
_COUNTED: Final = 3
_QUARTERS: Final = 4


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return the towns, countries and regions known, spelt (`bench.towns_elsewhere`)."""
    listed = files("enrichers").joinpath("lexicons", "elsewhere.txt").read_text("utf-8")
    return frozenset(line for line in listed.splitlines() if not line.startswith("#"))


def own_names(names: Names) -> frozenset[str]:
    """Return what is of the town itself, as words are spelt: its names and its sections."""
    own = (names.official, *names.variants, *names.former, *names.neighbourhoods)
    return frozenset(map(spelt, own))


def signs_of(text: str, masked: Sequence[str], own: frozenset[str]) -> list[str]:
    """Return the signs, each once, in a settled order.

    Args:
        text: as published.
        masked: its words, the town's name as `MASK`.
        own: see `own_names`.
    """
    at = [place for place, word in enumerate(masked) if word == MASK]
    found = {f"named={min(_COUNTED, len(at))}", *_of_own(masked, at)}
    others = list(_others(text[:_READ], own))
    found.add(f"elsewhere={min(_COUNTED, len(others))}{bool(at)}")
    found.update(f"elsewhere:{how}{bool(at)}" for how in others)
    return sorted(found)


def _of_own(masked: Sequence[str], at: Sequence[int]) -> Iterator[str]:
    for place in at:
        before = masked[place - 1] if place else "^"
        kept = before in _OF_PLACE or before == "^" or before in STOPS
        yield f"own<{before if kept else 'word'}"
    if at:
        yield f"own={_QUARTERS * at[0] // len(masked)}"
        yield f"own!{at[-1] >= len(masked) - 2}"


def _town(written: str) -> str:
    """Return the town that words name, as it is spelt; "" for none."""
    name = spelt(written)
    return name if name in known() else ""


_TOWNS: Final = Remembered(_town)


def _others(text: str, own: frozenset[str]) -> Iterator[str]:
    """Yield for each other town how it is named: after a word of place, first, or barely."""
    for run in _CAPITALS.finditer(text):
        written = run.group()
        parts = (written, *written.split()) if " " in written else (written,)
        for part in parts:
            name = _TOWNS[part]
            if name and name not in own:
                yield _how(text, run.start() + written.index(part))
                break


def _how(text: str, start: int) -> str:
    before = _BEFORE.search(text, max(0, start - _NEAR), start)
    if before is None or not before[1][0].isalpha():
        return "first"
    return "place" if spelt(before[1]) in _OF_PLACE else "bare"
