"""What a post is about: one topic of the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import share
from enrichers.matcher import Hit
from enrichers.problem import problem_of
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Label
from vigie.town import Town

#: The topic of each category of case; « other_request » has none of its own.
_OF_CATEGORY: Final = {
    "pothole": "roads",
    "snow_removal": "snow",
    "ice": "snow",
    "missed_collection": "waste",
    "water_leak": "water",
    "flooding_sewer": "water",
    "street_light": "lighting",
    "traffic_signal_sign": "roads",
    "graffiti": "environment",
    "illegal_dumping": "environment",
    "noise": "noise",
    "parking": "parking",
    "tree": "trees_parks",
    "park_facility": "trees_parks",
    "dead_or_stray_animal": "animals",
    "sidewalk": "roads",
    "cleanliness": "environment",
    "speeding_traffic_calming": "safety",
}
#: Before a word, they make a landmark of it: « devant la bibliothèque » is not about books.
_BESIDE: Final = frozenset(
    (
        *("devant", "derriere", "face", "pres", "cote", "coin", "entre", "vers", "bout"),
        *("hauteur", "angle", "behind", "near", "front", "next", "beside", "corner", "outside"),
    )
)
_DOUBT: Final = 0.58


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(judged: Judged, reading: Reading) -> Said:
        scores, hits = _scores(judged, reading)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        topic, best = ranked[0] if ranked else ("other", 0.0)
        following = ranked[1][1] if len(ranked) > 1 else 0.0
        confidence = share(best, following)
        return Said(
            {"topic": Label(topic, confidence)},
            tuple(reading.reason("topic", hit, town.interface) for hit in hits.get(topic, ())[:2]),
            ("topic",) if confidence < _DOUBT else (),
        )

    return RuleStage(
        "topic",
        frozenset({"topic"}),
        frozenset({"language", "emergency"}),
        reader_of(town, options),
        judge,
    )


def _scores(judged: Judged, reading: Reading) -> tuple[dict[str, float], dict[str, list[Hit]]]:
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    scores: defaultdict[str, float] = defaultdict(float)
    for hit in reading.hits("topic"):
        topic = hit.rule.signal
        if topic == "none":
            continue
        seen = {known.rule.pattern for known in hits[topic]}
        if hit.rule.pattern not in seen:
            place = 0.4 if _is_landmark(reading, hit) else 1.0
            scores[topic] += hit.rule.weight * (1.0 if not seen else 0.35) * place
            if reading.in_title(hit):
                scores[topic] += 0.8
        hits[topic].append(hit)
    problem = problem_of(reading)
    told = _OF_CATEGORY.get(problem.category or "")
    if told is not None:
        scores[told] += 0.9 * problem.score
        hits[told] += problem.hits
    urgent = judged.judgement.emergency
    if urgent is not None and urgent.yes:
        scores["safety"] += 3.0
    return scores, hits


def _is_landmark(reading: Reading, hit: Hit) -> bool:
    at = reading.word_at(hit)
    return any(word in _BESIDE for word in reading.words[max(0, at - 3) : at])
