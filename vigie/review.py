"""What a person said of a mention. Lives in a record of its own and always wins."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Note(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A remark left by a member of the team."""

    at: datetime
    by: str
    text: str


class Review(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Corrections, status and notes of one mention, untouched by any re-processing.

    Attributes:
        corrections: label → corrected value; both are ids of `vigie.labels` (a language is
            an ISO 639-1 code, booleans are "true" or "false"); "" for a place says that there
            is none.
        consequences: field → value that follows from the corrections (the route by the policy,
            the district of a place, the category of what is no case: "" for none). Worked out
            anew at each correction, and never a person's own word.
        snoozed_until: out of sight until then, unless it is late or changes.
        reply: the reply as a person edited it, None while the draft is as it was proposed.
        version: raised by one at each change; a change made on an older version is refused,
            so that two people cannot overwrite each other.
    """

    mention: str
    version: int = 0
    status: str = "new"
    corrections: dict[str, str] = {}
    consequences: dict[str, str] = {}
    assignee: str | None = None
    notes: tuple[Note, ...] = ()
    temporary_sent_at: datetime | None = None
    reply_sent_at: datetime | None = None
    snoozed_until: datetime | None = None
    reply: str | None = None
    at: datetime | None = None
    by: str | None = None
