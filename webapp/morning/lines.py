"""A mention as one line of « this morning »: enough to know whether to open it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from vigie.record import Record
from webapp.due_times import DueTime, due_time
from webapp.highlighting import clip, marked
from webapp.mentions.asked import Asked
from webapp.mentions.cards import reasons, unchecked, value_of
from webapp.reader import Reader

_EXCERPT = 170


class Line(NamedTuple):
    """One mention, ready to be shown.

    Attributes:
        held: who has it, and where it stands; "" when nobody has touched it.
        back: it had been put off, and is here again.
        mine: the reader has it.
        hidden: it is put off until later.
    """

    id: str
    address: str
    route: str
    route_name: str
    title: str
    excerpt: Markup
    source: str
    place: str
    iso: str
    ago: str
    due: DueTime | None
    due_at: datetime | None
    late: bool
    held: str
    to_check: str
    back: bool
    mine: bool
    hidden: bool


def line(record: Record, reader: Reader, me: str, asked: Asked) -> Line:
    """Return the line of one mention, as `me` sees it.

    Args:
        record: with the decision in force.
        reader: who reads.
        me: name of whoever reads.
        asked: the list behind the group, to which the mention's page leads back.
    """
    post, review = record.mention.post, record.review
    moments, due = reader.moments(record.mention.town), due_time(record, reader)
    until = review.snoozed_until if review else None
    late = bool(due and due.late)
    marks = reasons(record, ("emergency", "media_request", "conduct", "service_request"))
    return Line(
        id=record.mention.id,
        address=f"/mention/{record.mention.id}{asked.question}",
        route=record.decision.route,
        route_name=reader.label("route", record.decision.route),
        title=post.title,
        excerpt=marked(post.text, marks, clip(post.text, marks, _EXCERPT)),
        source=post.source.name,
        place=record.judgement.place.text if record.judgement.place else "",
        iso=moments.local(post.published_at).isoformat(timespec="seconds"),
        ago=moments.ago(post.published_at),
        due=due,
        due_at=due.at if due else None,
        late=late,
        held=_held(record, reader, me),
        to_check=", ".join(reader.say(f"field.{name}") for name in unchecked(record)),
        back=until is not None and until <= reader.now,
        mine=bool(review and review.assignee and review.assignee == me),
        # What was put off comes back by itself once it is late (`vigie.review`).
        hidden=until is not None and until > reader.now and not late,
    )


def _held(record: Record, reader: Reader, me: str) -> str:
    status, who = value_of(record, "status"), record.review.assignee if record.review else None
    if who:
        by = reader.say("morning.you") if who == me else who
        return reader.say("morning.held", status=reader.label("status", status), who=by)
    return reader.label("status", status) if status != "new" else ""
