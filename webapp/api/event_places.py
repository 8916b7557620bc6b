"""Where a stream is: how far it has told of each kind of event, as its ids say it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from webapp.api import bookmarks

#: Moment and key of the last one told.
Told = tuple[datetime, str]


class EventPlace(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """How far each kind has been told; opaque to whoever carries it.

    Attributes:
        heard: the store's place among arrivals, "" when it tells none.
        reviewed: the last act told.
        alerted: the last alert told.
    """

    heard: str
    reviewed: Told
    alerted: Told

    @property
    def id(self) -> str:
        """The id of an event that was told last."""
        return bookmarks.written(self.heard, self.reviewed, self.alerted)


def read_place(word: str) -> EventPlace:
    """Return the place that an event's id says.

    Raises:
        ValueError: it is none.
    """
    place: Any = bookmarks.read(word, EventPlace)
    if place.reviewed[0].tzinfo is None or place.alerted[0].tzinfo is None:
        raise ValueError(word)
    found: EventPlace = place
    return found
