"""A town's own lexicon has the last word over the trained model, which never learnt from it."""

from __future__ import annotations

from typing import Final

from enrichers.matcher import Rule
from enrichers.reading import Reading
from vigie.judgement import Judgement

#: Lexicon → the labels that it decides.
_DECIDES: Final = {
    "author_role": ("author_role",),
    "case": ("service_request", "service_category"),
    "conduct": ("conduct",),
    "emergency": ("emergency",),
    "intent": ("intent",),
    "media_request": ("media_request",),
    "sentiment": ("sentiment",),
    "topic": ("topic",),
}
_SAY_YES: Final = frozenset(("danger", "missing", "now", "request", "journalist", "self"))
_SAY_NO: Final = frozenset(("figure", "past", "pet", "not_media"))
_CIVIL: Final = frozenset(("mild", "not_hate", "not_insult", "not_privacy", "not_spam"))


def said_by_town(judgement: Judgement, reading: Reading) -> frozenset[str]:
    """Return the labels that the rules gave as a rule of the town's own would have them.

    Args:
        judgement: as the rules left it.
        reading: of the same post, with the town's own rules.
    """
    return frozenset(
        label
        for lexicon, labels in _DECIDES.items()
        if any(hit.rule.added and _obeyed(judgement, hit.rule) for hit in reading.hits(lexicon))
        for label in labels
    )


def _obeyed(judgement: Judgement, rule: Rule) -> bool:
    """Tell whether the rules' verdict is the one that a rule speaks for."""
    if rule.lexicon == "case":
        case = judgement.service_request
        return case is not None and case.yes and case.category == rule.signal
    if rule.lexicon in ("emergency", "media_request"):
        verdict = getattr(judgement, rule.lexicon)
        spoken = _SAY_YES if verdict is not None and verdict.yes else _SAY_NO
        return rule.signal in spoken
    label = getattr(judgement, rule.lexicon)
    value = label.value if label else None
    return value == rule.signal or (value == "ok" and rule.signal in _CIVIL)
