"""Where a Mastodon source was left: a place in each feed of each instance. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from connectors.api.cursor import cursor_of
from connectors.mastodon.memory import Known, Memory

#: Statuses in one page, the most that the API gives.
PAGE: Final = 40
#: Pages walked back at most in a feed of which nothing is known.
FIRST_PAGES: Final = 10


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one feed of one instance was left.

    Attributes:
        seen: id after which nothing was read yet; "" until the first walk is over.
        reaching: highest id met by that walk, which becomes `seen`.
        before: id below which the walk goes on.
        walked: its pages.
    """

    seen: str = ""
    reaching: str = ""
    before: str = ""
    walked: int = 0


class _Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    places: dict[str, dict[str, Place]] = {}
    turns: dict[str, int] = {}
    rests: dict[str, float] = {}
    known: list[Known] = []
    failures: int = 0
    cuts: int = 0


class Progress:
    """A cursor that is being moved.

    Attributes:
        memory: the statuses heard lately.
        failures: rounds in a row in which no instance answered.
        cuts: lines cut in a row.
        turns: the feed that each instance's next round begins with.
        rests: Unix second until which each instance asked not to be asked.
    """

    def __init__(self, cursor: bytes | None) -> None:
        read = cursor_of(cursor, _Cursor)
        self.memory = Memory(read.known)
        self.failures, self.cuts = read.failures, read.cuts
        self.turns, self.rests = dict(read.turns), dict(read.rests)
        self._places = {instance: dict(feeds) for instance, feeds in read.places.items()}

    def place(self, instance: str, feed: str) -> Place:
        """Return where a feed was left."""
        return self._places.get(instance, {}).get(feed, Place())

    def move(self, instance: str, feed: str, place: Place) -> None:
        """Set where a feed is left."""
        self._places.setdefault(instance, {})[feed] = place

    def write(self) -> bytes:
        """Return the cursor."""
        return msgspec.json.encode(
            _Cursor(
                places=self._places,
                turns=self.turns,
                rests=self.rests,
                known=self.memory.written(),
                failures=self.failures,
                cuts=self.cuts,
            )
        )


def onward(place: Place, newest: str, oldest: str, count: int) -> tuple[Place, bool]:
    """Return the place after a page, and whether the feed has more now.

    A feed is walked back once, page by page, then read forwards from the newest status known:
    at the end of the walk at once, since it may have been begun long before.

    Args:
        place: before the page.
        newest: id of its newest status, "" when there is none.
        oldest: id of its oldest.
        count: of its items.
    """
    if place.seen:
        ahead = bool(newest) and newest != place.seen
        return (Place(seen=newest), count >= PAGE) if ahead else (place, False)
    reaching, walked = place.reaching or newest, place.walked + 1
    if not oldest or oldest == place.before or walked >= FIRST_PAGES:
        return Place(seen=reaching), bool(reaching)
    return Place(reaching=reaching, before=oldest, walked=walked), True
