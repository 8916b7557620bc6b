"""The response clocks of a mention, as its reader sees them: what is awaited, and is it late."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from vigie.in_force import in_force
from vigie.record import Record
from webapp.mentions.asked import OPEN
from webapp.reader import Reader


class DueTime(NamedTuple):
    """The clock that runs now.

    Attributes:
        text: « Réponse attendue aujourd’hui à 16 h ».
        at: when it runs out.
        late: « En retard de 3 h », "" when it is not.
        delayed: « Réponse retardée », "" when no crisis delays it.
    """

    text: str
    at: datetime
    late: str
    delayed: str = ""


_KEYS = {"emergency": "due.act", "media_relations": "due.media", "moderate": "due.decision"}


def due_time(record: Record, reader: Reader) -> DueTime | None:
    """Return the clock that runs, None when nothing is owed or all has been sent."""
    status = in_force(record, "status")
    review = record.review
    if (status and status.value not in OPEN) or (review and review.reply_sent_at):
        return None
    delayed = reader.delayed(record)
    due = delayed or record.decision.due
    first = due.temporary_at if not (review and review.temporary_sent_at) else None
    at = first or due.reply_at
    if at is None:
        return None
    moments = reader.moments(record.mention.town)
    key = "due.first" if first else _KEYS.get(record.decision.route, "due.reply")
    overdue = reader.now > at
    late = reader.say("due.late", length=moments.length(reader.now - at)) if overdue else ""
    text = reader.say(key, when=moments.soon(at))
    return DueTime(text, at, late, reader.say("due.delayed") if delayed else "")
