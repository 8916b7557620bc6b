"""The value in force of a record's field: a person's correction, else the machine's label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vigie.judgement import Judgement, Label, Verdict
from vigie.record import Record


def in_force(record: Record, field: str) -> Label | None:
    """Return the value of one of `vigie.query.FIELDS` (but "uncertain", which has several).

    Booleans read "true" or "false". A correction, and what is no judgement (the source, the
    route, the status), has confidence 1. None where nothing has been said.

    Raises:
        KeyError: no such field.
    """
    said = _said(record, field)
    if said is not None:
        return Label(said, 1.0) if said else None
    if field in _JUDGED:
        return _JUDGED[field](record.judgement)
    value = _PLAIN[field](record)
    return Label(value, 1.0) if value else None


def _said(record: Record, field: str) -> str | None:
    """What a person said, else what follows from it; None when nobody spoke of this field."""
    review = record.review
    if review is None:
        return None
    return review.corrections.get(field, review.consequences.get(field))


def _yes_no(verdict: Verdict | None) -> Label | None:
    return Label(str(verdict.yes).lower(), verdict.confidence) if verdict else None


def _request(judgement: Judgement) -> Label | None:
    request = judgement.service_request
    return Label(str(request.yes).lower(), request.confidence) if request else None


def _category(judgement: Judgement) -> Label | None:
    request = judgement.service_request
    if request is None or not request.yes or not request.category:
        return None
    return Label(request.category, request.category_confidence or 0.0)


_JUDGED: Final[dict[str, Callable[[Judgement], Label | None]]] = {
    "language": lambda judgement: judgement.language,
    "sentiment": lambda judgement: judgement.sentiment,
    "topic": lambda judgement: judgement.topic,
    "intent": lambda judgement: judgement.intent,
    "service_request": _request,
    "service_category": _category,
    "media_request": lambda judgement: _yes_no(judgement.media_request),
    "emergency": lambda judgement: _yes_no(judgement.emergency),
    "conduct": lambda judgement: judgement.conduct,
    "author_role": lambda judgement: judgement.author_role,
}

_PLAIN: Final[dict[str, Callable[[Record], str | None]]] = {
    "town": lambda record: record.mention.town,
    "source": lambda record: record.mention.post.source.name,
    "kind": lambda record: record.mention.post.source.kind,
    "route": lambda record: record.decision.route,
    "status": lambda record: record.review.status if record.review else "new",
    "place": lambda record: record.judgement.place.id if record.judgement.place else None,
    "district": lambda record: record.judgement.place.district if record.judgement.place else None,
    "cluster": lambda record: record.judgement.cluster,
}
