"""What was heard, in the order in which it came in: for those who follow it as it comes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """A mention that was not there before; `place` is where to go on from after it."""

    mention: str
    town: str
    first_seen: datetime
    place: str


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """Arrivals in their order, and the place to go on from after all of them."""

    arrivals: tuple[Arrival, ...]
    place: str


class Arrivals(Protocol):
    """Mentions as they come in. May block on the disk or the network."""

    async def arrived(self, place: str | None, limit: int = 1_000) -> Arrived:
        """Return what came in since a place; an edition is no arrival.

        Nothing is skipped, whatever is written meanwhile and by whom. Where several machines
        write, what came in during the last half minute may be given again: tell them by id.

        Args:
            place: of an answer before; None for now: no arrival, only the place.
            limit: 1 to 1000; with as many answers, more may wait.

        Raises:
            InvalidInput: not a place of this store's.
        """
        ...
