"""The author's stance toward what they talk about: negative, neutral or positive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.circumstance import circumstance, is_glad
from enrichers.confidence import DOUBT, sureness
from enrichers.matcher import Hit
from enrichers.problem import problem_of
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Label, Reason
from vigie.say import Say
from vigie.town import Town

POSITIVE: Final = 1.4
NEGATIVE: Final = -1.5
_CONTRASTS: Final = frozenset({"mais", "but", "pourtant", "however", "sauf"})
_SACRES: Final = frozenset(
    (
        *("osti", "tabarnak", "calisse", "crisse", "crisses", "ciboire", "viarge", "maudit*"),
        *("sacrament", "simonac", "fuck", "fucking", "putain", "saudit*"),
    )
)
_FACTS: Final = Say(
    "rien ne dit l’humeur : le fait est rapporté", "nothing tells a mood: a fact is reported"
)


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(judged: Judged, reading: Reading) -> Said:
        role = judged.judgement.author_role
        reported = role is not None and role.value in ("press", "town", "organisation")
        score, hits = score_of(reading)
        score *= 0.4 if reported else 1.0
        label = "positive" if score >= POSITIVE else "negative" if score <= NEGATIVE else "neutral"
        confidence = _confidence(label, score, hits)
        return Said(
            {"sentiment": Label(label, confidence)},
            _why(reading, label, hits, town),
            ("sentiment",) if confidence < DOUBT else (),
        )

    return RuleStage(
        "sentiment",
        frozenset({"sentiment"}),
        frozenset({"language", "author_role"}),
        reader_of(town, options),
        judge,
    )


def score_of(reading: Reading) -> tuple[float, list[tuple[float, Hit]]]:
    """Return the score (below 0 is negative) and what each passage brought to it."""
    return reading.once("sentiment", _score)


def _score(reading: Reading) -> tuple[float, list[tuple[float, Hit]]]:
    brought = [(_value(reading, hit), hit) for hit in reading.hits("sentiment")]
    brought = [(value, hit) for value, hit in brought if value]
    irony = reading.signs.get("irony") or _mock(reading, brought)
    praised = any(value > 0 for value, _ in brought)
    if irony and (not is_glad(reading) or any(value < 0 for value, _ in brought)):
        brought = [(-abs(value) * 0.6, hit) for value, hit in brought] + [(-2.2, irony)]
    elif praised and _is_belied(reading, brought):
        brought = [(-abs(value) * 0.5, hit) for value, hit in brought]
    score = sum(_weighed(reading, value, hit) for value, hit in brought) + circumstance(reading)
    return score, brought


def _mock(reading: Reading, brought: list[tuple[float, Hit]]) -> Hit | None:
    """Return the thanks that a problem beside them, and no other praise, make ironic."""
    hit = reading.signs.get("mock")
    if hit is None or is_glad(reading):
        return None
    sincere = [h for value, h in brought if value > 0 and not hit.start <= h.start < hit.end]
    wrong = (
        problem_of(reading).score >= 2.4
        or any(value < 0 for value, _ in brought)
        or any(reading.sign(sign) for sign in ("trouble", "persistence", "harm"))
    )
    return hit if wrong and len(sincere) < 2 else None


def _value(reading: Reading, hit: Hit) -> float:
    """Return what a hit brings: negations turn it round, joy takes the sting of a sacre."""
    signal, weight = hit.rule.signal, hit.rule.weight
    if signal in ("positive", "joy"):
        return -0.6 * weight if reading.negated(hit) else weight
    if signal == "negative":
        if hit.rule.pattern in _SACRES and reading.of("sentiment", "joy"):
            return 0.0
        return 0.3 * weight if reading.negated(hit) else -weight
    if signal == "insistence":
        return 0.0 if weight < 1.0 and reading.sign("asks_info") else -weight
    return 0.0


def _is_belied(reading: Reading, brought: list[tuple[float, Hit]]) -> bool:
    """Tell whether praise stands beside a problem that goes on: it is then irony."""
    if reading.sign("resolved") or reading.of("sentiment", "joy"):
        return False
    hurt = any(value < 0 for value, _ in brought)
    return hurt and problem_of(reading).score >= 2.4


def _weighed(reading: Reading, value: float, hit: Hit) -> float:
    """Return the value, heavier after « mais », lighter before it."""
    turn = next((at for at, word in enumerate(reading.words) if word in _CONTRASTS), None)
    if turn is None:
        return value
    return value * (1.3 if reading.word_at(hit) > turn else 0.6)


def _confidence(label: str, score: float, hits: list[tuple[float, Hit]]) -> float:
    if label == "neutral":
        edge = min(POSITIVE - score, score - NEGATIVE)
        return sureness(edge + (0.4 if not hits else 0.0), 1.3)
    return sureness(abs(score) - 1.1, 1.6)


def _why(
    reading: Reading, label: str, hits: list[tuple[float, Hit]], town: Town
) -> tuple[Reason, ...]:
    sign = {"positive": 1, "negative": -1, "neutral": 0}[label]
    if sign == 0:
        return (Reason(label="sentiment", reason=_FACTS.to(town.interface)),)
    strongest = sorted((h for h in hits if h[0] * sign > 0), key=lambda item: -abs(item[0]))
    if not strongest and sign > 0 and "resolved" in reading.signs:
        strongest = [(1.0, reading.signs["resolved"])]
    return tuple(reading.reason("sentiment", hit, town.interface) for _, hit in strongest[:3])
