"""A page of comments, and the answers under them → those that are new. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.things import Remark
from connectors.meta.known import sight
from connectors.meta.listing import Listing, onward, read_items
from vigie.dead_letter import DeadLetter
from vigie.post import Event

#: Stands for the text of a comment that the account hid.
_HIDDEN: Final = "\x00hidden"


class RemarksRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of comments tells.

    Attributes:
        seen: id → text.
        threads: comment → where its answers go on.
    """

    events: list[Event] = []
    rejected: list[DeadLetter] = []
    seen: dict[str, str] = {}
    threads: dict[str, dict[str, str]] = {}


class RemarksReader:
    """Reads the comments of one media.

    Args:
        thread: the media.
        known: heard before, see `connectors.meta.known`.
        events: makes the events.
        now: when they came.
    """

    def __init__(
        self, thread: Thread, known: Mapping[str, str], events: InstagramEvents, now: datetime
    ) -> None:
        self._thread = thread
        self._known = known
        self._events = events
        self._now = now
        self._read = RemarksRead()

    def read(self, listing: Listing, parent: str | None = None) -> RemarksRead:
        """Read a page of comments; `parent` is the comment that they answer, if any."""
        for remark in self._items(listing.items, "commentaire"):
            self._hear(remark, parent)
            if remark.replies is None:
                continue
            for answer in self._items(remark.replies.data, "réponse"):
                self._hear(answer, str(remark.id))
            more = onward(remark.replies.paging)
            if more is not None:
                self._read.threads[str(remark.id)] = more
        return self._read

    def _items(self, raws: list[msgspec.Raw], what: str) -> list[Remark]:
        good, bad = read_items(raws, Remark, self._events.posts, what, self._now)
        self._read.rejected.extend(bad)
        return good

    def _hear(self, remark: Remark, parent: str | None) -> None:
        native_id = str(remark.id)
        text = _HIDDEN if remark.hidden else remark.text or ""
        self._read.seen[native_id] = text
        sighting = sight(self._known, native_id, text)
        if sighting == "same":
            return
        if remark.hidden:
            self._read.events.append(self._events.deleted(native_id, self._now))
        elif text.strip():
            edited = sighting == "edited"
            said = self._events.comment(
                remark, self._thread, self._now, edited=edited, parent=parent
            )
            self._read.events.append(said)
