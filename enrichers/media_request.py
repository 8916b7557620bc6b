"""Is a journalist asking for an interview, a reaction or witnesses?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import sureness
from enrichers.matcher import Hit
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Verdict
from vigie.town import Town

THRESHOLD: Final = 4.0  # who asks and what is asked, or two ways of asking


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(_judged: Judged, reading: Reading) -> Said:
        score, hits = score_of(reading)
        yes = score >= THRESHOLD
        near = bool(hits) and 2.4 <= score < 5.0
        return Said(
            {"media_request": Verdict(yes, sureness(score - THRESHOLD, 1.2))},
            tuple(reading.reason("media_request", hit, town.interface) for hit in hits if yes),
            ("media_request",) if near else (),
        )

    return RuleStage(
        "media_request",
        frozenset({"media_request"}),
        frozenset({"language"}),
        reader_of(town, options),
        judge,
    )


def score_of(reading: Reading) -> tuple[float, tuple[Hit, ...]]:
    """Return the score and the passages that make it, at most two."""
    return reading.once("media_request", _score)


def _score(reading: Reading) -> tuple[float, tuple[Hit, ...]]:
    requests = reading.of("media_request", "request")
    journalists = reading.of("media_request", "journalist")
    themselves = reading.of("media_request", "self")
    hints = reading.of("media_request", "hint") if themselves else []
    if not requests and not hints:
        return 0.0, ()
    score = 2.5 * min(len(requests), 2) + (2.0 if journalists or themselves else 0.0)
    score += 2.0 if hints else 0.0
    score -= 4.0 if reading.of("media_request", "not_media") else 0.0
    return score, (*(themselves or journalists)[:1], *(requests or hints)[:1])
