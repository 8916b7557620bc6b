"""Who speaks: the town, an official, an employee, the press, an organisation, a citizen?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from enrichers.confidence import DOUBT, share
from enrichers.problem import problem_of
from enrichers.reader import reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged, Label, Reason
from vigie.labels import AUTHOR_ROLES
from vigie.say import Say
from vigie.town import Town

_ACCOUNT: Final = Say("compte connu de la ville", "an account that the town knows")
_DECLARED: Final = Say("rôle déclaré par la source", "role declared by the source")
_FEED: Final = Say("article d’un fil de nouvelles", "an article of a news feed")
_STYLE: Final = Say("tournure de presse", "news style")
_HEADLINE = re.compile(r"\s*[A-ZÀ-Þ][^.!?:\n]{2,60} ?: ?[«A-ZÀ-Þa-zà-ÿ0-9]")
_SELF_SURE: Final = 3.5


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage.

    Args:
        town: gives the language of the reasons.
        options: `accounts` maps pseudonyms to roles; `lexicons` as everywhere.
    """
    accounts: dict[str, str] = dict(options.get("accounts") or {})

    def judge(judged: Judged, reading: Reading) -> Said:
        author = judged.mention.post.author
        known = accounts.get(author.pseudonym or "")
        if known in AUTHOR_ROLES:
            return _said(known, 0.98, _plain(_ACCOUNT, town))
        if author.role in AUTHOR_ROLES:
            return _said(author.role or "unknown", 0.95, _plain(_DECLARED, town))
        return _by_text(judged, reading, town)

    return RuleStage(
        "author_role",
        frozenset({"author_role"}),
        frozenset({"language", "media_request"}),
        reader_of(town, options),
        judge,
    )


def _by_text(judged: Judged, reading: Reading, town: Town) -> Said:
    scores = _scores(judged, reading)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    (role, best), (_, following) = ranked[0], ranked[1]
    if best < 1.0:
        role, best = "unknown", 1.0
    hits = reading.of("author_role", role)
    why: tuple[Reason, ...] = (
        (reading.reason("author_role", hits[0], town.interface),) if hits else ()
    )
    if role == "press" and not hits:
        fed = judged.mention.post.source.kind == "feed"
        why = _plain(_FEED if fed else _STYLE, town)
    return _said(role, share(best, max(following, 0.0)), why)


def _scores(judged: Judged, reading: Reading) -> dict[str, float]:
    scores = {role: _weight(reading, role) for role in ("official", "employee")}
    announced = reading.sign("announcement")
    first = _first(reading)
    scores["organisation"] = _weight(reading, "organisation") + 0.3 * announced
    scores["town"] = _weight(reading, "town") + (0.4 * announced)
    scores["press"] = press_style(judged, reading)
    asked = judged.judgement.media_request
    if asked is not None and asked.yes:
        scores["press"] += 9.0
    scores["citizen"] = _citizen(reading, first)
    if reading.of("conduct", "spam") and not reading.of("conduct", "not_spam"):
        scores["unknown"] = 3.0
    return scores


def _weight(reading: Reading, role: str) -> float:
    hits = reading.of("author_role", role)
    return hits[0].rule.weight + 0.6 * (min(len(hits), 3) - 1) if hits else 0.0


def _first(reading: Reading) -> int:
    return len(reading.of("signs", "first", "home"))


def press_style(judged: Judged, reading: Reading) -> float:
    """Return how much a text reads like a newspaper: 2.5 and more is press."""
    post = judged.mention.post
    news = reading.of("signs", "news")
    score = 1.3 * min(len(news), 3) + 0.8 * min(len(reading.of("author_role", "press")), 2)
    if post.source.kind == "feed":
        score += 1.5
    if post.title:
        score += 1.2
    if _HEADLINE.match(post.title or post.text[:200]):
        score += 1.3
    if reading.letters >= 4 and _looks_like_headline(reading):
        score += 1.7 if post.title or post.source.kind == "feed" else 0.9
    if "«" in post.text[:500]:
        score += 0.5
    score -= 1.0 * min(_first(reading), 2) + 0.8 * reading.asks
    score -= 0.7 * min(len(reading.of("sentiment", "negative")), 2)
    return score


def _looks_like_headline(reading: Reading) -> bool:
    """Tell whether it is one impersonal line, without feeling, demand or report."""
    text = (reading.title or reading.text).strip()
    return (
        text[:1].isupper()
        and text[-1:].isalnum()
        and len(reading.words) <= 22
        and not _first(reading)
        and not reading.sign("others")
        and not reading.sign("denies")
        and not reading.hits("sentiment")
        and not any(reading.sign(sign) for sign in ("demand", "report", "idea", "irony"))
        and not reading.hits("case")
        and "¶" not in reading.words
    )


def _citizen(reading: Reading, first: int) -> float:
    if reading.letters < 2 and not reading.hits("sentiment"):
        return 0.0
    score = 1.2 * min(first, 2)
    score += 0.8 * min(len(reading.hits("sentiment")), 2)
    score += 1.0 if problem_of(reading).score >= 2.0 else 0.0
    score += 0.8 * (reading.asks or reading.sign("demand") > 0 or reading.sign("idea") > 0)
    score += 0.8 * (reading.sign("opinion") > 0 or reading.sign("irony") > 0)
    score += 0.6 * (reading.letters >= 5)
    score += 0.5 * (reading.letters >= 3)
    return score


def _plain(say: Say, town: Town) -> tuple[Reason, ...]:
    return (Reason(label="author_role", reason=say.to(town.interface)),)


def _said(role: str, confidence: float, why: tuple[Reason, ...]) -> Said:
    doubt = confidence < DOUBT and role != "citizen"
    return Said({"author_role": Label(role, confidence)}, why, ("author_role",) if doubt else ())
