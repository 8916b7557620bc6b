"""Does a text breach the nétiquette? Criticism, however angry, does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import DOUBT, sureness
from enrichers.matcher import Hit
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Label
from vigie.labels import CONDUCTS
from vigie.town import Town

_CLEARED: Final = {
    "threat": "not_threat",
    "hate": "not_hate",
    "insult": "not_insult",
    "privacy": "not_privacy",
    "spam": "not_spam",
}


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(_judged: Judged, reading: Reading) -> Said:
        breach, hits = breach_of(reading)
        if breach == "ok":
            hard = len(reading.of("conduct", "mild"))
            return Said({"conduct": Label("ok", sureness(2.5 - 0.5 * min(hard, 3)))})
        confidence = sureness(0.9 + 0.8 * len(hits))
        return Said(
            {"conduct": Label(breach, confidence)},
            tuple(reading.reason("conduct", hit, town.interface) for hit in hits[:2]),
            ("conduct",) if confidence < DOUBT else (),
        )

    return RuleStage(
        "conduct", frozenset({"conduct"}), frozenset({"language"}), reader_of(town, options), judge
    )


def breach_of(reading: Reading) -> tuple[str, list[Hit]]:
    """Return the most serious breach and its passages, "ok" and none when there is none."""
    return reading.once("conduct", _breach)


def _breach(reading: Reading) -> tuple[str, list[Hit]]:
    for clause in CONDUCTS:
        hits = [] if clause == "ok" else _standing(reading, clause)
        if hits:
            return clause, hits
    return "ok", []


def _standing(reading: Reading, clause: str) -> list[Hit]:
    """Return the hits of a clause that nothing in their sentence explains otherwise."""
    hits = reading.of("conduct", clause)
    if not hits:
        return []
    cleared = reading.of("conduct", _CLEARED.get(clause, ""))
    return [hit for hit in hits if not any(reading.near(hit, other) for other in cleared)]
