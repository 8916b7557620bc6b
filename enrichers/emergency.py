"""Is life or safety in danger now?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import DOUBT, sureness
from enrichers.matcher import Hit
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Verdict
from vigie.town import Town

#: A missed emergency costs more than a false one, so the threshold is one danger said plainly,
#: without a word that puts it in the past, in the papers or in a figure of speech.
THRESHOLD: Final = 2.4


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(_judged: Judged, reading: Reading) -> Said:
        score, hits = score_of(reading)
        yes = score >= THRESHOLD
        confidence = sureness(score - THRESHOLD, 1.2)
        near = abs(score - THRESHOLD) < 1.0 and bool(hits)
        return Said(
            {"emergency": Verdict(yes, confidence)},
            tuple(reading.reason("emergency", hit, town.interface) for hit in hits if yes),
            ("emergency",) if near or (yes and confidence < DOUBT) else (),
        )

    return RuleStage(
        "emergency",
        frozenset({"emergency"}),
        frozenset({"language"}),
        reader_of(town, options),
        judge,
    )


def score_of(reading: Reading) -> tuple[float, tuple[Hit, ...]]:
    """Return the score and the passages that make it, at most three."""
    return reading.once("emergency", _score)


def _score(reading: Reading) -> tuple[float, tuple[Hit, ...]]:
    dangers = reading.of("emergency", "danger")
    missing = [] if reading.of("emergency", "pet") else reading.of("emergency", "missing")
    if not dangers and not missing:
        return 0.0, ()
    now = reading.of("emergency", "now")
    score = 3.0 + 0.7 * min(len(dangers) + len(missing) - 1, 2) + min(1.5, 0.8 * len(now))
    score -= _against(reading, lost=bool(missing) and not dangers)
    return score, (*dangers[:2], *missing[:1], *now[:1])[:3]


def _against(reading: Reading, *, lost: bool) -> float:
    past = [h for h in reading.of("emergency", "past") if not (lost and "hier" in h.rule.pattern)]
    figure = reading.of("emergency", "figure")
    news = 0.8 * min(len(reading.of("signs", "news")), 3) + 1.5 * (reading.sign("announcement") > 0)
    return 2.2 * min(len(past), 2) + 2.2 * min(len(figure), 2) + news
