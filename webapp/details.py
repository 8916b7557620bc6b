"""A mention in full: its text, its labels with their reasons, what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from vigie.decision import CaseDraft, Draft
from vigie.in_force import in_force
from vigie.record import Record
from webapp.cards import Card, card, reasons, unchecked
from webapp.highlighting import marked
from webapp.links import safe_link
from webapp.reader import Reader

_LABELS = (
    "sentiment",
    "topic",
    "intent",
    "emergency",
    "media_request",
    "service_request",
    "service_category",
    "conduct",
    "author_role",
    "language",
)

# What is awaited on routes whose only clock is not that of a reply.
_CLOCKS = {
    "emergency": "detail.clock.act",
    "media_relations": "detail.clock.media",
    "moderate": "detail.clock.decision",
}


class LabelRow(NamedTuple):
    """One label with how sure it is and why."""

    name: str
    value: str
    confidence: str
    uncertain: bool
    corrected: bool
    reasons: tuple[str, ...]


class Clock(NamedTuple):
    """One response clock: its name, when it runs out, and whether it was stopped in time."""

    name: str
    when: str
    late: bool
    sent: str


class Detail(NamedTuple):
    """A mention ready to be shown in full."""

    card: Card
    text: Markup
    reply_to: str
    link: str | None
    published: str
    heard: str
    revision: int
    article: str
    why: tuple[str, ...]
    referral: str
    clocks: tuple[Clock, ...]
    draft: Draft | None
    case: CaseDraft | None
    case_category: str
    case_link: str | None
    door: str
    rows: tuple[LabelRow, ...]
    story: tuple[Card, ...]


def detail(record: Record, reader: Reader, story: Sequence[Record] = ()) -> Detail:
    """Return everything that the page of one mention shows."""
    post, decision = record.mention.post, record.decision
    moments, town = reader.moments(record.mention.town), reader.town(record.mention.town)
    heard = moments.full(post.fetched_at)
    door = town.front_door.name if town else {}
    referrals = town.referrals if town else ()
    return Detail(
        card=card(record, reader),
        text=marked(post.text, reasons(record)),
        reply_to=post.reply_to_text or "",
        link=safe_link(post.url),
        published=moments.full(post.published_at)
        if post.published_is_known
        else reader.say("about.unknown_date", when=heard),
        heard=heard,
        revision=post.revision,
        article=decision.article,
        why=decision.why,
        referral=next((r.name for r in referrals if r.id == decision.referral), ""),
        clocks=_clocks(record, reader),
        draft=decision.draft,
        case=decision.case,
        case_category=reader.label("service_category", decision.case.category)
        if decision.case
        else "",
        case_link=safe_link(decision.case.url) if decision.case else None,
        door=door.get(reader.language) or next(iter(door.values()), "311"),
        rows=tuple(_rows(record, reader)),
        story=tuple(card(other, reader) for other in story),
    )


def _labels(record: Record) -> Iterator[tuple[str, str, float]]:
    """Yield each label that has been given: its field, its value, how sure it is."""
    relevance, place = record.judgement.relevance, record.judgement.place
    if relevance:
        yield "relevant", str(relevance.about).lower(), relevance.confidence
    for name in _LABELS:
        label = in_force(record, name)
        if label:
            yield name, label.value, label.confidence
    if place:
        yield "place", place.text, place.confidence


def _rows(record: Record, reader: Reader) -> Iterator[LabelRow]:
    relevance, doubtful = record.judgement.relevance, unchecked(record)
    corrections = record.review.corrections if record.review else {}
    why = [(r.label, r.reason) for r in record.judgement.why]
    if relevance:
        why.insert(0, ("relevant", relevance.reason))
    for name, value, confidence in _labels(record):
        yield LabelRow(
            name=reader.say(f"field.{name}"),
            value=reader.label(name, value),
            confidence=reader.percent(confidence),
            uncertain=name in doubtful,
            corrected=name in corrections,
            reasons=tuple(dict.fromkeys(reason for label, reason in why if label == name)),
        )


def _clocks(record: Record, reader: Reader) -> tuple[Clock, ...]:
    due, review, moments = record.decision.due, record.review, reader.moments(record.mention.town)
    both = (
        ("first", due.temporary_at, review.temporary_sent_at if review else None),
        ("reply", due.reply_at, review.reply_sent_at if review else None),
    )
    return tuple(
        Clock(
            name=reader.say(_CLOCKS.get(record.decision.route, f"detail.clock.{name}")),
            when=moments.full(at),
            late=(sent or reader.now) > at,
            sent=reader.say("detail.clock.sent", when=moments.full(sent)) if sent else "",
        )
        for name, at, sent in both
        if at
    )
