"""From a record to what the API tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from vigie.decision import Decision
from vigie.in_force import in_force
from vigie.record import Record
from vigie.review import Review
from webapp.api.mention_shapes import LabelSaid, MentionSaid, MentionWhole, ReviewSaid
from webapp.mentions.cards import unchecked, value_of
from webapp.site import Site

_LABELS: Final = (
    "language",
    "sentiment",
    "topic",
    "intent",
    "service_request",
    "service_category",
    "media_request",
    "emergency",
    "conduct",
    "author_role",
)


def said(site: Site, record: Record, spans: Sequence[tuple[int, int]] = ()) -> MentionSaid:
    """Return a mention as lists tell it."""
    return MentionSaid(**_short(site, record, decision_of(site, record)), spans=tuple(spans))


def whole(site: Site, record: Record) -> MentionWhole:
    """Return a mention as it is told alone."""
    decision = decision_of(site, record)
    case = decision.case
    return MentionWhole(
        **_short(site, record, decision),
        answers=record.mention.post.reply_to_text or "",
        why=decision.why,
        reasons=record.judgement.why,
        draft=decision.draft,
        case=replace(case, url=site.office.nameless(case.url)) if case else None,
        referral=decision.referral,
        review=review_said(record),
    )


def review_said(record: Record) -> ReviewSaid:
    """Return the review of a mention; of one that nobody has touched, a new one."""
    review = record.review or Review(mention=record.mention.id)
    names = ReviewSaid.__struct_fields__
    return ReviewSaid(**{name: getattr(review, name) for name in names})


def decision_of(site: Site, record: Record) -> Decision:
    """Return the decision with the corrections in force; pure, nothing is read."""
    town = next((each for each in site.towns if each.slug == record.mention.town), None)
    return site.office.decide(record, town, site.clock.now()) if town else record.decision


def _short(site: Site, record: Record, decision: Decision) -> dict[str, Any]:
    post, review = record.mention.post, record.review or Review(mention=record.mention.id)
    return {
        "id": record.mention.id,
        "town": record.mention.town,
        "source": post.source.name,
        "kind": post.source.kind,
        "own": post.source.own,
        "title": post.title,
        "text": post.text,
        "published_at": post.published_at,
        "published_is_known": post.published_is_known,
        "heard_at": record.first_seen,
        "edited_at": post.edited_at,
        "revision": post.revision,
        "url": site.office.nameless(post.url),
        "page": f"/mention/{record.mention.id}",
        "labels": _labels(record),
        "uncertain": unchecked(record),
        "place": record.judgement.place,
        "engagement": post.engagement,
        "story": record.judgement.cluster,
        "route": value_of(record, "route"),
        "article": decision.article,
        "due": decision.due,
        "status": value_of(record, "status"),
        "assignee": review.assignee,
        "snoozed_until": review.snoozed_until,
        "version": review.version,
    }


def _labels(record: Record) -> dict[str, LabelSaid]:
    corrections = record.review.corrections if record.review else {}
    return {
        name: LabelSaid(
            value=corrections.get(name, value),
            confidence=1.0 if name in corrections else confidence,
            corrected=name in corrections,
        )
        for name, value, confidence in _values(record)
    }


def _values(record: Record) -> Iterator[tuple[str, str, float]]:
    """Yield each label: its field, its value, how sure it is."""
    judgement = record.judgement
    if judgement.relevance:
        yield "relevant", str(judgement.relevance.about).lower(), judgement.relevance.confidence
    for name in _LABELS:
        label = in_force(record, name)
        if label:
            yield name, label.value, label.confidence
    place = in_force(record, "place")
    if place:
        yield "place", place.value, judgement.place.confidence if judgement.place else 1.0
