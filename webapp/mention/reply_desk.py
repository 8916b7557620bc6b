"""The reply of a mention as its page offers it: templates to choose from, a text to edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vigie.decision import Draft
from vigie.labels import INTENTS, SERVICE_CATEGORIES
from vigie.record import Record
from vigie.town import Template
from webapp.mention.changing import review_of, town_of
from webapp.reader import Reader
from webapp.site import Site


class Offered(NamedTuple):
    """A template of the route: its id, what it is for, and whether its text is the one shown."""

    id: str
    name: str
    chosen: bool


class ReplyDesk(NamedTuple):
    """What is shown of the reply.

    Attributes:
        text: to be edited; "" when the town has no template for it.
        rewritten: the text is a person's, kept.
        temporary: the short reply that may go first, "" for none.
        sent, temporary_sent: when, in words; "" when not yet.
    """

    templates: tuple[Offered, ...]
    text: str
    language: str
    rewritten: bool
    temporary: str
    sent: str
    temporary_sent: str


def reply_desk(
    site: Site, record: Record, reader: Reader, template: str = "", typed: str | None = None
) -> ReplyDesk:
    """Return the reply to show, in this order: typed and refused, chosen, kept, proposed.

    Args:
        site: its office fills templates.
        record: with the decision in force.
        reader: who reads.
        template: id of the one just chosen, "" for none; one that does not fit is passed over.
        typed: what a refused form held.
    """
    town, review = town_of(site, record), review_of(record)
    proposed = record.decision.draft
    chosen = site.office.redraft(record, town, reader.now, template) if town else None
    draft = chosen or proposed
    kept = None if chosen else review.reply
    words = typed if typed is not None else kept
    moments = reader.moments(record.mention.town)
    offered = [t for t in (town.templates if town else ()) if t.route == record.decision.route]
    sent, first = review.reply_sent_at, review.temporary_sent_at
    return ReplyDesk(
        templates=_offered(offered, draft.template if draft else "", reader),
        text=words if words is not None else draft.text if draft else "",
        language=draft.language if draft else reader.language,
        rewritten=kept is not None,
        temporary=_temporary(site, record, offered, draft, reader),
        sent=reader.say("reply.was_sent", when=moments.full(sent)) if sent else "",
        temporary_sent=reader.say("reply.was_sent", when=moments.full(first)) if first else "",
    )


def _temporary(
    site: Site,
    record: Record,
    offered: Sequence[Template],
    draft: Draft | None,
    reader: Reader,
) -> str:
    """Return the temporary reply of the draft, else of the route's first template that has one."""
    town = town_of(site, record)
    if draft is None or town is None or draft.temporary:
        return (draft.temporary or "") if draft else ""
    if record.decision.due.temporary_at is None:
        return ""
    others = (site.office.redraft(record, town, reader.now, each.id) for each in offered)
    return next((other.temporary for other in others if other and other.temporary), "")


def _offered(templates: list[Template], shown: str, reader: Reader) -> tuple[Offered, ...]:
    names = [_name(template, reader) for template in templates]
    return tuple(
        Offered(
            template.id,
            name if names.count(name) == 1 else f"{name} ({template.id})",
            template.id == shown,
        )
        for template, name in zip(templates, names, strict=True)
    )


def _name(template: Template, reader: Reader) -> str:
    """Say what a template is for: the intents or the categories of its `when`."""
    if not template.when:
        return reader.say("reply.template.any")
    return ", ".join(
        reader.label("intent", each)
        if each in INTENTS and each not in SERVICE_CATEGORIES
        else reader.label("service_category", each)
        for each in template.when
    )
