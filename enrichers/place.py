"""The place of the problem or of the subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from enrichers.place_numbers import Span
from enrichers.place_spans import Spans
from enrichers.place_words import AT_BEFORE, HOME_BEFORE
from vigie.judgement import Judged, Judgement, Place, Reason
from vigie.say import Say
from vigie.town import Town

#: The more exactly a place can be gone to, the better it says where.
_SPECIFIC: Final = {
    "address": 6.0,
    "corner": 5.0,
    "school": 4.0,
    "park": 4.0,
    "bridge": 4.0,
    "building": 4.0,
    "street": 4.0,
    "place": 4.0,
    "highway": 3.5,
    "water": 3.0,
    "neighbourhood": 2.0,
    "landmark": 1.0,
}
_NEAR = 45  # code points between a place and the word of its problem

_KNOWN = Say("lieu du répertoire de la ville", "a place of the town’s gazetteer")
_UNKNOWN = Say("lieu nommé, absent du répertoire", "a place named, not in the gazetteer")


class PlaceEnricher:
    """Finds the one place that the post is about, if it says where.

    Args:
        town: its gazetteer, names and usage.
    """

    name = "place"
    version = "1"
    needs: frozenset[str] = frozenset()
    gives = frozenset({"place"})

    def __init__(self, town: Town) -> None:
        self._spans = Spans(town)
        self._language = town.interface

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch in the same order with `place` filled; blocks on nothing."""
        return [replace(judged, judgement=self._judge(judged)) for judged in batch]

    def _judge(self, judged: Judged) -> Judgement:
        said = judged.judgement
        models = {**said.models, self.name: self.version}
        place = self.of(judged.mention.post.text)
        if place is None:
            return replace(said, place=None, models=models)
        sentence = (_KNOWN if place.id else _UNKNOWN).to(self._language)
        why = Reason(label="place", reason=sentence, start=place.start, end=place.end)
        return replace(said, place=place, why=(*said.why, why), models=models)

    def of(self, text: str) -> Place | None:
        """Return the place of a text, its offsets in code points; None when it names none."""
        spans, problems, folded = self._spans.read(text)
        if not spans:
            return None
        best = max(spans, key=lambda span: (_weight(span, problems, folded), -span.start))
        spot = best.spot
        return Place(
            text=text[best.start : best.end],
            start=best.start,
            end=best.end,
            confidence=round(best.sure * (0.9 if len(spans) > 1 else 1.0), 3),
            id=(spot.id or None) if spot else None,
            kind=spot.kind if spot and best.kind != "corner" else best.kind,
            district=spot.district if spot else None,
            point=spot.point if spot else None,
        )


def _weight(span: Span, problems: Sequence[int], folded: str) -> float:
    before = folded[max(0, span.start - 40) : span.start]
    weight = _SPECIFIC[span.kind] + span.sure
    if any(-_NEAR < at - span.start < span.end - span.start + _NEAR for at in problems):
        weight += 1.0
    if HOME_BEFORE.search(before):
        weight -= 2.5
    elif AT_BEFORE.search(before):
        weight += 0.5
    return weight


def build(town: Town, options: Mapping[str, Any]) -> PlaceEnricher:
    """Build the stage for a town; it takes no option."""
    del options
    return PlaceEnricher(town)
