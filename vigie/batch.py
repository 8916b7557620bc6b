"""What is written to a store at one go, and what the store says of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.alert import Alert, Delivery
from vigie.dead_letter import DeadLetter
from vigie.post import AuthorPurged
from vigie.record import Record

#: What goes before a source's name for the cursor of its rounds through what is kept of it
#: (`pipeline.rechecking`); `Store.sources` tells nothing of these.
RECHECKED = "recheck:"


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A mention deleted at its source: becomes a tombstone without personal data."""

    mention: str
    at: datetime


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The town's own account answered a mention at its source: its response clock stops."""

    mention: str
    at: datetime


class Restated(msgspec.Struct, frozen=True, kw_only=True):
    """What each rule says of a mention now that it was edited, for alerts raised before.

    An alert of a rule that is not among them is left without words, and does not leave if it
    had not yet: the rule no longer holds.
    """

    mention: str
    alerts: tuple[Alert, ...] = ()


class CursorMove(msgspec.Struct, frozen=True, kw_only=True):
    """A source's new cursor and state, saved with what it covers (see `vigie.page.Page`).

    `heard` tells that the page held at least one event. With the cursor b"", which is that of
    a call (`vigie.source_contracts.Receiver`), the cursor and `next_at` that polling left are
    kept, and the rest is told.
    """

    source: str
    cursor: bytes
    at: datetime
    heard: bool = False
    next_at: datetime | None = None
    state: str = "working"
    note: str | None = None


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the store remembers of a source: when it was last asked, when it last brought.

    For a source that calls, `asked_at` is its last call when that came after the last poll.
    """

    source: str
    state: str
    asked_at: datetime
    heard_at: datetime | None = None
    next_at: datetime | None = None
    note: str | None = None
    failures: int = 0


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """So many posts of a source came to this end ("kept", "homonym", "no_name", …)."""

    source: str
    outcome: str
    count: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one page of a connector became; written whole or not at all."""

    records: tuple[Record, ...] = ()
    gone: tuple[Gone, ...] = ()
    purged: tuple[AuthorPurged, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    restated: tuple[Restated, ...] = ()
    dead_letters: tuple[DeadLetter, ...] = ()
    cursors: tuple[CursorMove, ...] = ()
    tallies: tuple[Tally, ...] = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Ids by what became of them; `unchanged` were known in this very version or a newer one."""

    new: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
