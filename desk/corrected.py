"""The decision on a mention once a person has corrected its labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from desk.routing import decide
from vigie.decision import Decision
from vigie.judgement import Judged, Judgement, Label, ServiceRequest, Verdict
from vigie.record import Record
from vigie.town import Town

_LABELS = ("language", "sentiment", "topic", "intent", "conduct", "author_role")
_VERDICTS = ("media_request", "emergency")


def decide_corrected(record: Record, town: Town, now: datetime) -> Decision:
    """Return the decision in force: the machine's, or the policy's on the corrected labels.

    Pure. A corrected label is sure, and no longer among those to be checked.
    """
    corrections = record.review.corrections if record.review else {}
    if not corrections:
        return record.decision
    judgement = corrected(record.judgement, corrections)
    return decide(Judged(mention=record.mention, judgement=judgement), town, now)


def corrected(judgement: Judgement, corrections: Mapping[str, str]) -> Judgement:
    """Return a judgement with a person's corrections in place of the machine's labels."""
    changes: dict[str, Any] = {
        name: Label(corrections[name], 1.0) for name in _LABELS if name in corrections
    }
    changes |= {
        name: Verdict(corrections[name] == "true", 1.0) for name in _VERDICTS if name in corrections
    }
    if "relevant" in corrections and judgement.relevance is not None:
        about = corrections["relevant"] == "true"
        changes["relevance"] = replace(judgement.relevance, about=about, confidence=1.0)
    if {"service_request", "service_category"} & corrections.keys():
        changes["service_request"] = _request(judgement.service_request, corrections)
    doubts = tuple(name for name in judgement.uncertain if name not in corrections)
    return replace(judgement, uncertain=doubts, **changes)


def _request(before: ServiceRequest | None, corrections: Mapping[str, str]) -> ServiceRequest:
    """A category that a person gave says that there is a case, unless they said there is none."""
    category = corrections.get("service_category") or (before.category if before else None)
    given = corrections.get("service_request")
    yes = given == "true" if given else "service_category" in corrections
    if not yes:
        return ServiceRequest(yes=False, confidence=1.0)
    known = before.category_confidence if before else None
    sure = 1.0 if "service_category" in corrections else known
    return ServiceRequest(yes=True, confidence=1.0, category=category, category_confidence=sure)
