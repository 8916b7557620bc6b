"""A page: what a connector brought at one go, and the cursor that covers it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.dead_letter import DeadLetter
from vigie.figures import Figures
from vigie.post import Event


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time, in UTC, of which a source can no longer tell what was said."""

    since: datetime
    until: datetime


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Events heard together; the cursor is saved only once they are durable.

    Attributes:
        cursor: opaque to everyone but the connector; given back to it after a restart.
        rejected: items that could not be read, each with its place and reason.
        next_at: when the source should be asked again; None when the connector is at its end.
        state: "working", "failing" (this fetch failed, the next may not), "blocked" (the
            source refuses us: forbidden by its robots.txt, by its terms, by a 403),
            "needs_credentials" (no key, or one that is no longer taken) or "stopped" (it must
            not be asked again: gone).
        note: one sentence about the fetch for the source's status line, in the installation's
            language; None when there is nothing to say.
        unheard: posts read and not passed on, because no town is named in them (see
            `vigie.context.Context.names_a_town`): they are counted, never kept.
        lost: posts that a flood made the connector let go, told to the team.
        gap: what was missed since the last page and cannot be had any more.
        figures: of the town's own accounts.
    """

    source: str
    cursor: bytes
    events: tuple[Event, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    next_at: datetime | None = None
    state: str = "working"
    note: str | None = None
    unheard: int = 0
    lost: int = 0
    gap: Gap | None = None
    figures: tuple[Figures, ...] = ()
