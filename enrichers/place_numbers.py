"""Numbers that belong to places: civic numbers, numbered streets, highways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from enrichers.place_gazetteer import Gazetteer
from vigie.town import Spot

NUMBER_BEFORE: Final = re.compile(r"(?<![\w$.,])\d{1,5}(?: ?[a-d]| bis)?,? $")
_NUMBER_AFTER: Final = re.compile(
    r",? (?:n[°o] ?)?\d{1,4}(?: ?[a-d]\b)?(?![\w%€$°]| ?(?:h|heures?|€|%|\$|ans?|min)\b)"
)
_ORDINAL: Final = re.compile(
    r"\b\d{1,3}(?:re|ere|er|e|eme|ieme|st|nd|rd|th) (?:rue|avenue|rang|street)\b"
)
_HIGHWAY: Final = re.compile(
    r"\b(?:[Aa]utoroute|[Rr]oute(?: nationale)?|[Nn]ationale|[Hh]ighway) (?:[AEN]-?)?\d{1,4}\b"
    r"|\b[AEN]-?\d{1,3}\b"
)
#: What a numbered street and a highway cannot be without, quicker to look for than they are.
_ORDINAL_LIKE: Final = re.compile(r"\d[a-z]+ (?:rue|avenue|rang|street)")
_HIGHWAY_WORDS: Final = ("oute ", "ationale ", "ighway ")
_HIGHWAY_LETTER: Final = re.compile(r"[AEN]-?\d")


class Span(NamedTuple):
    """A place named in the text.

    Attributes:
        kind: of `vigie.town.Spot.kind`, or "address", "corner", "highway", "landmark".
        spot: the gazetteer's, None when it is not there.
        sure: how sure that this is a place, and this one, from 0 to 1.
    """

    start: int
    end: int
    kind: str
    spot: Spot | None
    sure: float


def numbered(text: str, folded: str, gazetteer: Gazetteer) -> Iterator[Span]:
    """Yield « 5e Avenue », « autoroute 40 », « A-55 », « N4 »."""
    if _ORDINAL_LIKE.search(folded):
        for found in _ORDINAL.finditer(folded):
            yield Span(*found.span(), "street", gazetteer.street(found.group()), 0.8)
    if _HIGHWAY_LETTER.search(text) or any(word in text for word in _HIGHWAY_WORDS):
        for found in _HIGHWAY.finditer(text):
            yield Span(*found.span(), "highway", None, 0.7)


def with_number(folded: str, span: Span, *, after: bool) -> Span:
    """Add a street's civic number: before its name, or behind it where `after` (Belgium)."""
    if span.kind != "street":
        return span
    sure = min(0.95, span.sure + 0.05)
    first = max(0, span.start - 12)
    number = NUMBER_BEFORE.search(folded[first : span.start])
    if number:
        return span._replace(start=first + number.start(), kind="address", sure=sure)
    number = _NUMBER_AFTER.match(folded, span.end) if after else None
    if number:
        return span._replace(end=number.end(), kind="address", sure=sure)
    return span
