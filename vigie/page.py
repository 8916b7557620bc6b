"""A page: what a connector brought at one go, and the cursor that covers it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.dead_letter import DeadLetter
from vigie.post import Event


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Events heard together; the cursor is saved only once they are durable.

    Attributes:
        cursor: opaque to everyone but the connector; given back to it after a restart.
        rejected: items that could not be read, each with its place and reason.
        next_at: when the source should be asked again; None when the connector is at its end.
        state: "working", "failing" (this fetch failed, the next may not) or "stopped" (it must
            not be asked again: gone, forbidden).
        note: one sentence about the fetch for the source's status line, in the installation's
            language; None when there is nothing to say.
    """

    source: str
    cursor: bytes
    events: tuple[Event, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    next_at: datetime | None = None
    state: str = "working"
    note: str | None = None
