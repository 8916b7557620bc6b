"""The decision on a mention once a person has corrected its labels, and what else follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from desk.routing import decide
from vigie.decision import Decision
from vigie.in_force import in_force
from vigie.judgement import Judged, Judgement, Label, Place, ServiceRequest, Verdict
from vigie.record import Record
from vigie.town import Town

_LABELS: Final = ("language", "sentiment", "topic", "intent", "conduct", "author_role")
_VERDICTS: Final = ("media_request", "emergency")
#: What may change because something else was corrected.
_FOLLOWING: Final = ("route", "service_request", "service_category", "district")


def decide_corrected(record: Record, town: Town, now: datetime) -> Decision:
    """Return the decision in force: the machine's, or the policy's on the corrected labels.

    Pure. A corrected label is sure, and no longer among those to be checked. A route that a
    person chose is taken whatever the labels say, with its own article, clocks and draft.
    """
    corrections = record.review.corrections if record.review else {}
    if not corrections:
        return record.decision
    judgement = corrected(record.judgement, corrections, town)
    judged = Judged(mention=record.mention, judgement=judgement)
    return decide(judged, town, now, route=corrections.get("route"))


def consequences(record: Record, town: Town, now: datetime) -> dict[str, str]:
    """Return what follows from a record's corrections: field → value in force, "" for none.

    Pure. The corrections themselves are left out, and so is what stays as the machine said.
    """
    corrections = record.review.corrections if record.review else {}
    if not corrections:
        return {}
    before = replace(record, review=None)
    after = replace(
        before,
        judgement=corrected(record.judgement, corrections, town),
        decision=decide_corrected(record, town, now),
    )
    values = {
        field: (_value(before, field), _value(after, field))
        for field in _FOLLOWING
        if field not in corrections
    }
    return {field: now_is for field, (was, now_is) in values.items() if was != now_is}


def corrected(judgement: Judgement, corrections: Mapping[str, str], town: Town) -> Judgement:
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
    if "place" in corrections:
        changes["place"] = place_named(corrections["place"], town)
    if {"service_request", "service_category"} & corrections.keys() or _invited(corrections):
        changes["service_request"] = _request(judgement.service_request, corrections)
    doubts = tuple(name for name in judgement.uncertain if name not in corrections)
    return replace(judgement, uncertain=doubts, **changes)


def place_named(spot: str, town: Town) -> Place | None:
    """Return a place of the gazetteer as a person gives it: no words of the post bear it."""
    for each in town.gazetteer:
        if each.id == spot:
            return Place(
                text=each.name,
                start=0,
                end=0,
                confidence=1.0,
                id=each.id,
                kind=each.kind,
                district=each.district,
                point=each.point,
            )
    return None


def _request(before: ServiceRequest | None, corrections: Mapping[str, str]) -> ServiceRequest:
    """A category that a person gave says that there is a case, unless they said there is none."""
    category = corrections.get("service_category") or (before.category if before else None)
    given = corrections.get("service_request")
    yes = given == "true" if given else "service_category" in corrections or _invited(corrections)
    if not yes:
        return ServiceRequest(yes=False, confidence=1.0)
    known = before.category_confidence if before else None
    sure = 1.0 if "service_category" in corrections else known
    return ServiceRequest(yes=True, confidence=1.0, category=category, category_confidence=sure)


def _invited(corrections: Mapping[str, str]) -> bool:
    """Whoever sends a mention to the front door says by it that there is a case."""
    return corrections.get("route") == "invite_311"


def _value(record: Record, field: str) -> str:
    label = in_force(record, field)
    return label.value if label else ""
