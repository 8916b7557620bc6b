"""What the author wants: to complain, ask, suggest, thank, give an opinion, inform?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.conduct import breach_of
from enrichers.confidence import share
from enrichers.problem import problem_of
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Judgement, Label, Reason
from vigie.say import Say
from vigie.town import Town

_SIGNS: Final = {
    "question": ("asks_info",),
    "idea": ("idea",),
    "praise": ("resolved", "praise", "thanks"),
    "request": ("demand", "report"),
    "complaint": ("persistence", "irony", "trouble"),
    "opinion": ("opinion", "politics"),
    "information": ("news", "announcement"),
}
_FROM_VERDICT: Final = Say("découle d’un autre jugement", "follows from another judgement")
_DOUBT: Final = 0.58


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(judged: Judged, reading: Reading) -> Said:
        settled = _settled(judged.judgement)
        if settled is not None:
            reason = Reason(label="intent", reason=_FROM_VERDICT.to(town.interface))
            return Said({"intent": Label(*settled)}, (reason,))
        scores = _scores(judged.judgement, reading)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        (intent, best), (_, following) = ranked[0], ranked[1]
        confidence = share(best, following)
        return Said(
            {"intent": Label(intent, confidence)},
            _why(reading, intent, town),
            ("intent",) if confidence < _DOUBT else (),
        )

    return RuleStage(
        "intent",
        frozenset({"intent"}),
        frozenset(
            {
                "language",
                "emergency",
                "media_request",
                "author_role",
                "owner",
                "sentiment",
                "service_request",
                "conduct",
            }
        ),
        reader_of(town, options),
        judge,
    )


def _settled(judgement: Judgement) -> tuple[str, float] | None:
    """Return the intent that another verdict settles, with its confidence."""
    if judgement.emergency is not None and judgement.emergency.yes:
        return "emergency", judgement.emergency.confidence
    if judgement.media_request is not None and judgement.media_request.yes:
        return "media_request", judgement.media_request.confidence
    if judgement.conduct is not None and judgement.conduct.value == "spam":
        return "other", judgement.conduct.confidence
    return None


def _scores(judgement: Judgement, reading: Reading) -> dict[str, float]:
    stance = judgement.sentiment.value if judgement.sentiment else "neutral"
    role = judgement.author_role.value if judgement.author_role else "unknown"
    case = judgement.service_request is not None and judgement.service_request.yes
    trouble = case or judgement.owner is not None or bool(reading.of("owner", "ticket"))
    return {
        "information": _information(reading, role),
        "question": _question(reading, stance, case=case),
        "idea": reading.sign("idea") * (0.6 if case else 1.0)
        - (1.5 if stance == "negative" else 0),
        "praise": _praise(reading, stance),
        "request": _request(reading, stance, case=case),
        "complaint": _complaint(reading, stance, trouble=trouble),
        "opinion": _opinion(reading, stance, case=case),
        "other": 0.4 if reading.letters >= 4 else 1.6 - 0.2 * reading.letters,
    }


def _information(reading: Reading, role: str) -> float:
    told = {"press": 3.5, "town": 3.5, "organisation": 3.5, "official": 3.0}.get(role, 0.0)
    return told + 0.3 * reading.sign("news") + 0.2 * reading.sign("announcement")


def _question(reading: Reading, stance: str, *, case: bool) -> float:
    score = reading.sign("asks_info") * (1.0 if reading.asks else 0.5)
    score += 1.3 if reading.asks else 0.0
    score -= 2.2 if stance == "negative" else 0.0
    return score - (1.5 if case else 0.0)


def _praise(reading: Reading, stance: str) -> float:
    if stance != "positive":
        return 0.0
    return 2.6 + 0.3 * (reading.sign("thanks") + reading.sign("resolved") + reading.sign("praise"))


def _request(reading: Reading, stance: str, *, case: bool) -> float:
    score = 0.7 * reading.sign("demand") + (2.4 if case else 0.0) + 0.3 * reading.sign("report")
    return score - (1.8 if stance == "negative" else 0.0)


def _complaint(reading: Reading, stance: str, *, trouble: bool) -> float:
    score = 2.4 if trouble else 0.0
    score += 1.4 if stance == "negative" else -1.0
    score += 0.5 * reading.sign("persistence") + 0.4 * (problem_of(reading).score >= 2.4)
    score += 1.2 if reading.of("intent", "complaint") else 0.0
    score += 0.6 * (reading.sign("harm") > 0) + 0.5 * (reading.sign("home") > 0)
    return score + 0.3 * (reading.sign("first") > 0)


def _opinion(reading: Reading, stance: str, *, case: bool) -> float:
    score = 0.6 * reading.sign("opinion") + 0.6 * reading.sign("politics")
    score += 1.6 if stance == "negative" else 0.5 if stance == "positive" else 0.2
    score += 1.0 if breach_of(reading)[0] not in ("ok", "spam") else 0.0
    return score + (0.6 if reading.letters >= 4 else 0.0) - (2.0 if case else 0.0)


def _why(reading: Reading, intent: str, town: Town) -> tuple[Reason, ...]:
    hits = [reading.signs[name] for name in _SIGNS.get(intent, ()) if name in reading.signs]
    return tuple(reading.reason("intent", hit, town.interface) for hit in hits[:2])
