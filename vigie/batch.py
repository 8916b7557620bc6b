"""What is written to a store at one go, and what the store says of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.alert import Alert, Delivery
from vigie.dead_letter import DeadLetter
from vigie.figures import Figures
from vigie.post import AuthorPurged
from vigie.record import Record
from vigie.rhythm import Rhythm
from vigie.source_watch import Missed, Watched

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

    Attributes:
        heard: the page held at least one event, or counted posts that it let go.
        arrivals: when what is new was published, edited or, where nobody knows, heard.
        missed: what the page tells to be lost.
        figures: of the town's own accounts.
    """

    source: str
    cursor: bytes
    at: datetime
    heard: bool = False
    next_at: datetime | None = None
    state: str = "working"
    note: str | None = None
    arrivals: tuple[datetime, ...] = ()
    missed: Missed | None = None
    figures: tuple[Figures, ...] = ()


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the store remembers of a source: when it was last asked, when it last brought.

    For a source that calls, `asked_at` is its last call when that came after the last poll.

    Attributes:
        state: as its last page said; what to make of it is `desk.source_health`'s to say.
        failures: in a row, since it last worked.
        since: when that state began.
        answered_at: when it last worked, were it to say that nothing is new.
        heard_at: when it last brought something; `arrived_at` is when that was published, as
            far as can be told.
        failed_at: when it last did not work; `error` is what its page said then.
        missed: the latest holes, oldest first.
        watched: what was made of it at the last look, None before the first.
        figures: of the town's own accounts, one a day each, oldest first; the last sixty.
    """

    source: str
    state: str
    asked_at: datetime
    heard_at: datetime | None = None
    next_at: datetime | None = None
    note: str | None = None
    failures: int = 0
    since: datetime | None = None
    answered_at: datetime | None = None
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None
    rhythm: Rhythm | None = None
    missed: tuple[Missed, ...] = ()
    watched: Watched | None = None
    figures: tuple[Figures, ...] = ()


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """So many posts of a source came to this end ("kept", "homonym", "no_name", …)."""

    source: str
    outcome: str
    count: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one page of a connector became; written whole or not at all.

    `watched` comes from a look at the sources instead, with the deliveries of its alerts.
    """

    records: tuple[Record, ...] = ()
    gone: tuple[Gone, ...] = ()
    purged: tuple[AuthorPurged, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    restated: tuple[Restated, ...] = ()
    dead_letters: tuple[DeadLetter, ...] = ()
    cursors: tuple[CursorMove, ...] = ()
    tallies: tuple[Tally, ...] = ()
    watched: tuple[Watched, ...] = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Ids by what became of them; `unchanged` were known in this very version or a newer one."""

    new: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
