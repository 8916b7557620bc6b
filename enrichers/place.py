"""The place of the problem or of the subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from enrichers.names import spelling
from enrichers.place_finder import Finder, Passage
from enrichers.place_marks import Seen, marks_of
from enrichers.place_numbers import Span
from enrichers.place_spans import Spans
from enrichers.place_templates import tokens_of
from enrichers.place_words import AT_BEFORE, HOME_BEFORE, PROBLEM_WORDS
from enrichers.weights import weights
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
_SMALL: Final = frozenset({"a", "au", "aux", "sur", "at", "on", "in", "la", "le", "l", "the"})
_NEAR = 45  # code points between a place and the word of its problem

_KNOWN = Say("lieu du répertoire de la ville", "a place of the town’s gazetteer")
_UNKNOWN = Say("lieu nommé, absent du répertoire", "a place named, not in the gazetteer")


_NOTHING: Final = Seen([], None)


class PlaceEnricher:
    """Finds the one place that the post is about, if it says where.

    Args:
        town: its gazetteer, names and usage.
        finder: the trained finder, which weighs what the rules saw; None leaves it to the rules.
    """

    name = "place"
    version = "2"
    needs: frozenset[str] = frozenset()
    gives = frozenset({"place"})

    def __init__(self, town: Town, finder: Finder | None = None) -> None:
        self._spans = Spans(town)
        self._finder = finder
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
        seen = self.seen(text)
        if self._finder is None:
            best = seen.best
            return _place(text, best, best.start, best.end, _sure(seen)) if best else None
        tokens = tokens_of(text) if seen.spans else ()
        passage = self._finder.believed(text, tokens, marks_of(tokens, seen))
        if passage is None:
            return None
        span = _closest(seen.spans, passage)
        start, end = trimmed(text, passage, span)
        if span is None and self._spans.is_street_elsewhere(text[start:end]):
            return None
        return _place(text, span, start, end, self._finder.chance(passage))

    def seen(self, text: str) -> Seen:
        """Return what the rules see: every place named, and the one that they would choose."""
        spans, problems, folded = self._spans.read(text)
        if not spans:
            return _NOTHING
        best = max(
            spans, key=lambda span: (_weight(span, problems, folded), -span.start), default=None
        )
        return Seen(spans, best)


def _sure(seen: Seen) -> float:
    sure = seen.best.sure if seen.best else 0.0
    return round(sure * (0.9 if len(seen.spans) > 1 else 1.0), 3)


def _closest(spans: Sequence[Span], passage: Passage) -> Span | None:
    """Return the rules' span that a passage has most in common with, the known ones first."""
    common = [
        (min(span.end, passage.end) - max(span.start, passage.start), span.spot is not None, span)
        for span in spans
    ]
    touching = [each for each in common if each[0] > 0]
    return max(touching, key=lambda each: (each[1], each[0]))[2] if touching else None


def trimmed(text: str, passage: Passage, span: Span | None) -> tuple[int, int]:
    """Return where a passage stands, beside the rules' span that it holds or lies in.

    An address is taken whole, number included; words that only say what is wrong (« rue des
    Forges barrée ») are left out.
    """
    start, end = passage.start, passage.end
    if span is None:
        return start, end
    if span.kind == "address" and span.start <= start and end <= span.end:
        return span.start, span.end
    if start < span.start and _says_what_is_wrong(text[start : span.start]):
        start = span.start
    if span.end < end and _says_what_is_wrong(text[span.end : end]):
        end = span.end
    return start, end


def _says_what_is_wrong(words: str) -> bool:
    said = [word for word in spelling(words).split() if word not in _SMALL]
    return bool(said) and all(word in PROBLEM_WORDS for word in said)


def _place(text: str, span: Span | None, start: int, end: int, sure: float) -> Place:
    spot = span.spot if span else None
    kind = span.kind if span else "landmark"
    return Place(
        text=text[start:end],
        start=start,
        end=end,
        confidence=sure,
        id=(spot.id or None) if spot else None,
        kind=spot.kind if spot and kind != "corner" else kind,
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
    """Build the stage for a town.

    Args:
        town: the profile.
        options: `model`, a file made by `vigie train` instead of the house's; `finder`, a
            finder already made, or None for the rules alone (in training).

    Raises:
        ConfigurationError: the model's file is absent or unreadable.
    """
    if "finder" in options:
        return PlaceEnricher(town, options["finder"])
    path = options.get("model")
    return PlaceEnricher(town, weights(Path(path) if path else None).finder)
