"""A mention in full: its text, its labels with their reasons, what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from vigie.decision import CaseDraft, Draft
from vigie.record import Record
from webapp.highlighting import marked
from webapp.links import safe_link
from webapp.mention.label_rows import LabelRow, label_rows, route_row
from webapp.mentions.cards import Card, card, reasons, value_of
from webapp.reader import Reader

# What is awaited on routes whose only clock is not that of a reply.
_CLOCKS = {
    "emergency": "detail.clock.act",
    "media_relations": "detail.clock.media",
    "moderate": "detail.clock.decision",
}


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
    route: LabelRow
    speaker: str
    thread: tuple[Card, ...]
    answers: tuple[Card, ...]
    town_answered: frozenset[str]
    story: tuple[Card, ...]
    sources: str


def detail(
    record: Record,
    reader: Reader,
    story: Sequence[Record] = (),
    thread: Sequence[Record] = (),
    answers: Sequence[Record] = (),
) -> Detail:
    """Return everything that the page of one mention shows of it.

    Args:
        record: with the decision in force.
        reader: who reads.
        story: the others that tell the same.
        thread: what it answers, oldest first.
        answers: what was answered to it, oldest first.
    """
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
        rows=label_rows(record, reader),
        route=route_row(record, reader),
        speaker=reader.label("author_role", value_of(record, "author_role")),
        thread=tuple(card(other, reader) for other in thread),
        answers=tuple(card(other, reader) for other in answers),
        town_answered=frozenset(
            other.mention.id for other in answers if other.mention.post.author.role == "town"
        ),
        story=tuple(card(other, reader) for other in story),
        sources=_sources(record, reader, story),
    )


def _sources(record: Record, reader: Reader, story: Sequence[Record]) -> str:
    others = {other.mention.post.source.name for other in story}
    others.discard(record.mention.post.source.name)
    return reader.count("story.sources", len(others)) if others else ""


def _clocks(record: Record, reader: Reader) -> tuple[Clock, ...]:
    due, review, moments = record.decision.due, record.review, reader.moments(record.mention.town)
    replied = review.reply_sent_at if review else None
    first = review.temporary_sent_at if review else None
    # The reply itself stops the first clock too, when no temporary one went before it.
    both = (("first", due.temporary_at, first or replied), ("reply", due.reply_at, replied))
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
