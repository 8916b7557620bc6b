"""A judgement once its labels are settled: values, chances, doubts and reasons that agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from enrichers.heads import Decided, Head
from enrichers.relevance_settled import with_relevance
from vigie.judgement import Judged, Judgement, Label, Reason, ServiceRequest, Verdict
from vigie.labels import AUTHOR_ROLES
from vigie.say import Say

#: An account that the town knows, or a role that the source declares, is not a guess.
_KNOWN: Final = 0.95
_CHOICES: Final = ("sentiment", "topic", "intent", "conduct", "author_role")
_VERDICTS: Final = ("emergency", "media_request")
#: They tell of a problem, they do not ask for it to be mended.
_REPORTERS: Final = frozenset({"press", "town", "organisation"})
_CATEGORY: Final = "service_category"
_CLEARLY: Final = 0.8
_NEARLY_SURE: Final = 0.65
_ALL_BUT_SURE: Final = 0.8
_HEARD: Final = 0.9
_A_GUESS: Final = 0.4
#: How plainly the rules hear a reproach, and how sure a praise must then be.
_PLAINLY: Final = ((0.97, 0.75), (0.85, 0.55))
_WHOLE: Final = Say(
    "l’ensemble des mots du message, pas un passage en particulier",
    "the words of the message as a whole, no one passage",
)

Settled = Mapping[str, tuple[Head, Decided]]


def revised(judged: Judged, decided: Settled, language: str) -> Judgement:
    """Return the judgement with each label that the model decides put in place.

    Args:
        judged: as the rules left it.
        decided: label → its head and what it decided; « relevant » among them or not.
        language: "fr" or "en", of the reasons.
    """
    before = judged.judgement
    about = decided.get("relevant")
    decided = {label: said for label, said in decided.items() if label != "relevant"}
    if _is_certain(judged):
        decided = {label: said for label, said in decided.items() if label != "author_role"}
    fields: dict[str, Any] = {}
    for label in _CHOICES:
        if label in decided:
            head, said = decided[label]
            fields[label] = heard(label, getattr(before, label), head.classes[said.place], said)
    for label in _VERDICTS:
        if label in decided:
            said = decided[label][1]
            fields[label] = Verdict(bool(said.place), said.confidence)
    fields["service_request"] = _request(before, fields, decided)
    if _is_mockery(before, fields):
        fields |= _as_ruled(before, fields)
    after = msgspec.structs.replace(
        before,
        **fields,
        uncertain=_doubts(before, fields, decided),
        why=_why(before, fields, decided, language),
    )
    return with_relevance(after, judged, *about, language) if about else after


def heard(label: str, ruled: Label | None, value: str, said: Decided) -> Label:
    """Return a label as the model gives it, or as the rules do where that is the safer word.

    Criticism is not abuse: a breach in which the rules see none must be nearly sure. Irony is
    what rules see better: praise where they hear a reproach plainly must be more than a guess. So
    must a topic in which they find no word.
    """
    if ruled is not None and ruled.value != value:
        breach = label == "conduct" and ruled.value == "ok" and said.confidence < _NEARLY_SURE
        mocked = (label, ruled.value, value) == (
            "sentiment",
            "negative",
            "positive",
        ) and said.confidence < _likely(ruled.confidence)
        guess = (label, ruled.value) == ("topic", "other") and said.confidence < _A_GUESS
        if breach or mocked or guess:
            return Label(ruled.value, round(1 - said.confidence, 3))
    return Label(value, said.confidence)


def _is_mockery(before: Judgement, fields: Mapping[str, Any]) -> bool:
    """Tell whether praise that is meant as a reproach was taken for praise."""
    sentiment, intent = fields.get("sentiment"), fields.get("intent")
    if sentiment is None or intent is None or before.intent is None:
        return False
    praised = (sentiment.value, intent.value) == ("negative", "praise")
    return praised and before.intent.value != "praise" and before.intent.confidence >= _HEARD


def _as_ruled(before: Judgement, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the intent, and the case if there is one, as the rules hear them in mockery."""
    ruled: dict[str, Any] = {"intent": before.intent}
    case, said = before.service_request, fields["service_request"]
    plain = case is not None and case.yes and case.confidence >= _HEARD
    if plain and said is not None and not said.yes and said.confidence < _ALL_BUT_SURE:
        ruled["service_request"] = case
    return ruled


def _likely(plainly: float) -> float:
    return next((asked for heard, asked in _PLAINLY if plainly >= heard), 0.0)


def _is_certain(judged: Judged) -> bool:
    """Tell whether the author's role is known rather than guessed."""
    role = judged.judgement.author_role
    if role is None or role.confidence < _KNOWN:
        return False
    return judged.mention.post.author.role in AUTHOR_ROLES or role.confidence > _KNOWN


def _request(
    before: Judgement, fields: Mapping[str, Any], decided: Settled
) -> ServiceRequest | None:
    """Return the case; an emergency is never one, nor what the press or the town tells."""
    if "service_request" not in decided:
        return before.service_request
    said = decided["service_request"][1]
    urgent = fields.get("emergency", before.emergency)
    if urgent is not None and urgent.yes:
        return ServiceRequest(yes=False, confidence=urgent.confidence)
    role = fields.get("author_role", before.author_role)
    if role is not None and role.value in _REPORTERS and role.confidence >= _CLEARLY:
        return ServiceRequest(yes=False, confidence=role.confidence)
    if not said.place:
        return ServiceRequest(yes=False, confidence=said.confidence)
    head, category = decided["service_category"]
    return ServiceRequest(
        yes=True,
        confidence=said.confidence,
        category=head.classes[category.place],
        category_confidence=category.confidence,
    )


def _doubts(before: Judgement, fields: Mapping[str, Any], decided: Settled) -> tuple[str, ...]:
    """Return the labels to be checked: those below their chance, and the rules' own others."""
    kept = [label for label in before.uncertain if label not in decided]
    request = fields["service_request"]
    for label, (head, said) in decided.items():
        if label == "service_category":
            doubtful = request and request.yes and said.confidence < head.doubt
        else:
            doubtful = min(said.confidence, fields[label].confidence) < head.doubt
        if doubtful and label not in kept:
            kept.append(label)
    return tuple(kept)


def _why(
    before: Judgement, fields: Mapping[str, Any], decided: Settled, language: str
) -> tuple[Reason, ...]:
    """Keep the reasons of the labels that the rules had given alike; say so of the others."""
    changed = {
        label: value
        for label in decided
        if (value := _given(fields, label)) != _ruled(before, label)
    }
    kept = [reason for reason in before.why if reason.label not in changed]
    kept += [
        Reason(label=label, reason=_WHOLE.to(language))
        for label, value in changed.items()
        if value not in (None, False)
    ]
    return tuple(kept)


def _given(fields: Mapping[str, Any], label: str) -> Any:
    return _category(fields["service_request"]) if label == _CATEGORY else _told(fields[label])


def _ruled(before: Judgement, label: str) -> Any:
    return (
        _category(before.service_request) if label == _CATEGORY else _told(getattr(before, label))
    )


def _category(request: ServiceRequest | None) -> str | None:
    return request.category if request and request.yes else None


def _told(part: Any) -> Any:
    """Return a label's value, or the yes or no of a verdict."""
    return part.value if isinstance(part, Label) else part.yes if part is not None else None
