"""Does a resident report or ask for something that the town's services can act on?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import DOUBT, share, sureness
from enrichers.matcher import Hit
from enrichers.problem import PLAIN, Problem, problem_of
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Judgement, Reason, ServiceRequest
from vigie.town import Town

THRESHOLD: Final = 2.1
_REPORTED: Final = ("press", "town", "organisation", "official")


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(judged: Judged, reading: Reading) -> Said:
        problem = problem_of(reading)
        score = score_of(judged.judgement, reading, problem)
        yes = score >= THRESHOLD
        confidence = sureness(score - THRESHOLD, 1.2)
        category = (problem.category or "other_request") if yes else None
        sure_of_category = share(problem.score, problem.next_score) if yes else None
        doubts = []
        if confidence < DOUBT and (yes or problem.score >= 2.0):
            doubts.append("service_request")
        if sure_of_category is not None and sure_of_category < 0.55:
            doubts.append("service_category")
        return Said(
            {
                "service_request": ServiceRequest(
                    yes=yes,
                    confidence=confidence,
                    category=category,
                    category_confidence=sure_of_category,
                )
            },
            _why(reading, problem, town) if yes else (),
            tuple(doubts),
        )

    return RuleStage(
        "service_request",
        frozenset({"service_request"}),
        frozenset(
            {"language", "place", "emergency", "media_request", "author_role", "owner", "sentiment"}
        ),
        reader_of(town, options),
        judge,
    )


def score_of(judgement: Judgement, reading: Reading, problem: Problem) -> float:
    """Return how much the text is a case for the front door; `THRESHOLD` and more is one."""
    return (
        problem.score + _report(judgement, reading, problem) - _against(judgement, reading, problem)
    )


def _report(judgement: Judgement, reading: Reading, problem: Problem) -> float:
    """Return what shows a resident's own report: a place, a demand, « chez nous », « depuis »."""
    if problem.score == 0.0 and not (reading.sign("demand") and reading.sign("trouble")):
        return 0.0
    placed = judgement.place is not None or reading.sign("address") > 0
    score = 0.7 * placed + 0.5 * (reading.sign("report") > 0)
    score += 0.8 * (reading.sign("demand") > 0) + 0.7 * (reading.sign("home") > 0)
    score += 0.7 * (reading.sign("persistence") > 0) + 0.3 * (reading.sign("again") > 0)
    score += 0.3 * (reading.sign("first") > 0) + 0.3 * (reading.sign("irony") > 0)
    score += 0.3 * (reading.sign("trouble") > 0) + 0.5 * (reading.sign("harm") > 0)
    if judgement.sentiment is not None and judgement.sentiment.value == "negative":
        score += 0.5
    return min(score, 2.4)


def _against(judgement: Judgement, reading: Reading, problem: Problem) -> float:
    """Return what shows that it is not one: praise, news, politics, someone else's affair."""
    score = 0.0
    if judgement.owner is not None:
        score += 5.0
    if judgement.emergency is not None and judgement.emergency.yes:
        score += 10.0
    if judgement.media_request is not None and judgement.media_request.yes:
        score += 6.0
    if reading.of("owner", "ticket"):
        # « personne donne de contravention aux autos sur la piste » reports the cars
        score += 1.0 if problem.category == "parking" and problem.score >= PLAIN else 3.5
    if judgement.author_role is not None and judgement.author_role.value in _REPORTED:
        score += 4.0
    return score + _tone(judgement, reading, problem)


def _tone(judgement: Judgement, reading: Reading, problem: Problem) -> float:
    score = 0.0
    stance = judgement.sentiment.value if judgement.sentiment else "neutral"
    if reading.sign("resolved") and not reading.sign("irony"):
        score += 3.0
    if stance == "positive":
        score += 2.5
    if reading.sign("idea"):
        score += 2.0
    if reading.asks and reading.sign("asks_info") and not reading.sign("persistence"):
        score += 1.2 if problem.score >= 2.8 else 3.0
    if reading.sign("opinion") and not reading.sign("home"):
        score += 0.8
    if reading.sign("politics"):
        score += 1.2
    if reading.sign("news"):
        score += 0.8
    if reading.sign("no_problem"):
        score += 2.0
    if reading.of("conduct", "threat", "hate", "harassment", "spam"):
        score += 3.0
    return score


def _why(reading: Reading, problem: Problem, town: Town) -> tuple[Reason, ...]:
    shown: list[Hit] = list(problem.hits)
    for sign in ("persistence", "demand", "home", "address"):
        hit = reading.signs.get(sign)
        if hit is not None:
            shown.append(hit)
    reasons = [reading.reason("service_request", hit, town.interface) for hit in shown[:4]]
    category = [reading.reason("service_category", hit, town.interface) for hit in problem.hits[:1]]
    return (*reasons, *category)
