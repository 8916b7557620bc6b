"""The robots.txt of each site, kept for a day, within bounds of number and of size."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import msgspec

_SITES: Final = 500
_BYTES: Final = 16_000_000


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a site answered.

    Attributes:
        body: of its robots.txt; b"" where there is none, which allows everything.
        until: when it is to be asked again, on a clock that never jumps.
        away: it could not be had: nothing is allowed for now.
    """

    body: bytes = b""
    until: float
    away: bool = False


class RobotsCache:
    """What was kept, the least used let go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0

    def get(self, site: str) -> Kept | None:
        """Return what a site answered, perhaps too long ago."""
        if site in self._kept:
            self._kept.move_to_end(site)
        return self._kept.get(site)

    def put(self, site: str, kept: Kept) -> None:
        """Keep an answer in the place of the one before."""
        before = self._kept.pop(site, None)
        self._size += len(kept.body) - (len(before.body) if before else 0)
        self._kept[site] = kept
        while len(self._kept) > _SITES or (self._size > _BYTES and len(self._kept) > 1):
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone.body)
