"""Hiding a town's names, addresses and handles, which say nothing of a text's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from enrichers.names import forms, spaced, spellings
from vigie.town import Town

_SIGNS: Final = re.compile(
    r"https?://\S+|www\.\S+|[#@＃]\w+|\[(?:courriel|téléphone) masqué\]|[\w.]+@[\w.]+"
)


class TownMask:
    """Blanks what a town's places and people are called.

    Args:
        town: its names, demonyms and gazetteer.
    """

    def __init__(self, town: Town) -> None:
        self._find = AhoCorasick(
            sorted(set(_named(town))), matchkind=MatchKind.LeftmostLongest
        ).find_matches_as_indexes

    def blank(self, text: str) -> str:
        """Return `text` as long as it was, with a space for each character that is hidden."""
        if "@" in text or "#" in text or "http" in text or "www." in text or "masqué]" in text:
            text = _SIGNS.sub(_spaces, text)
        folded = spaced(text)
        pieces, done = [], 0
        for _, start, end in self._find(folded):
            if _is_whole(folded, start, end):
                pieces += [text[done:start], " " * (end - start)]
                done = end
        return "".join((*pieces, text[done:])) if pieces else text


def _named(town: Town) -> Iterator[str]:
    for form in forms(town):
        if form.spelling[0] != "#":
            yield form.spelling
    for spot in town.gazetteer:
        for name in (spot.name, *spot.aliases):
            yield from spellings(name)


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _is_whole(folded: str, start: int, end: int) -> bool:
    return not (start and folded[start - 1].isalnum()) and not folded[end : end + 1].isalnum()
