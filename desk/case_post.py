"""What a record brings to its case: a masked passage, a link, a place, and why."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from desk.case_drafts import EXCERPT_LIMIT
from desk.corrected import corrected
from desk.excerpt import excerpt, plain
from desk.nameless_link import nameless_link
from vigie.case import CasePost
from vigie.in_force import in_force
from vigie.record import Record
from vigie.town import Town

_PLACE_LIMIT: Final = 120
_REASON_LIMIT: Final = 200
_LABELS: Final = ("service_request", "service_category")


def case_category(record: Record) -> str | None:
    """Return the category of the case that a record is, None when it is none.

    Corrections win: a person may make a case of a mention, or say that it is none.
    """
    route, asked = in_force(record, "route"), in_force(record, "service_request")
    if route is None or route.value != "invite_311" or (asked and asked.value == "false"):
        return None
    category = in_force(record, "service_category")
    return category.value if category else "other_request"


def case_post(record: Record, town: Town) -> CasePost:
    """Return a record's part in its case; `voice` is the author's pseudonym, still to be hidden."""
    post = record.mention.post
    corrections = record.review.corrections if record.review else {}
    judgement = corrected(record.judgement, corrections, town)
    place = judgement.place
    return CasePost(
        mention=record.mention.id,
        at=post.published_at,
        excerpt=excerpt(post.text or post.title, EXCERPT_LIMIT, town),
        url=nameless_link(post.url),
        place=excerpt(plain(place.text), _PLACE_LIMIT, town) if place else None,
        place_id=place.id if place else None,
        point=(place.point if place else None) or post.geo,
        cluster=judgement.cluster,
        voice=post.author.pseudonym or record.mention.id,
        confidence=_confidence(record),
        why=tuple(
            excerpt(reason.reason, _REASON_LIMIT, town)
            for reason in judgement.why
            if reason.label in _LABELS
        ),
    )


def hidden_voice(reference: str, voice: str) -> str:
    """Return what tells a voice from the others of one case, and from nothing else."""
    return blake2b(f"{reference}\n{voice}".encode(), digest_size=5).hexdigest()


def _confidence(record: Record) -> float:
    sure = [in_force(record, label) for label in _LABELS]
    return min((label.confidence for label in sure if label), default=0.0)
