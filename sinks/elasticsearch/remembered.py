"""Where the mentions written in the last minute stand, before a search can tell.

And which mentions a search has just not found, so that it is not asked twice for one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Final

_SECONDS: Final = 60.0
_UNFOUND: Final = 10.0
_MOST: Final = 50_000


@dataclass(frozen=True, slots=True)
class Known:
    """Where a mention stands, and what its next edition keeps of it.

    Attributes:
        index: the month of its first sighting.
        version: the external version that is there.
        reviewed: the version of the review whose corrections are in force.
    """

    index: str
    version: int
    first_seen_us: int
    placed_us: int
    cluster: str | None
    reviewed: int


class Remembered:
    """A bounded memory of what this process wrote; the oldest is forgotten first."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, Known]] = {}
        self._unfound: set[str] = set()
        self._until = 0.0

    def add(self, mention: str, known: Known) -> None:
        """Remember a mention just written."""
        self._known.pop(mention, None)
        if len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[mention] = (self._clock() + _SECONDS, known)

    def among(self, mentions: Iterable[str]) -> dict[str, Known]:
        """Return those of these mentions that were written in the last minute."""
        now = self._clock()
        found: dict[str, Known] = {}
        for mention in mentions:
            until, known = self._known.get(mention, (0.0, None))
            if known is not None and until > now:
                found[mention] = known
        return found

    def unfound(self, mentions: Iterable[str]) -> None:
        """Remember that a search did not find these; only those of the latest search."""
        self._unfound = set(mentions)
        self._until = self._clock() + _UNFOUND

    def worth_a_search(self, mentions: Iterable[str]) -> list[str]:
        """Return those of these mentions that no search has missed in the last seconds."""
        if self._clock() > self._until:
            return list(mentions)
        return [mention for mention in mentions if mention not in self._unfound]

    def forget(self, mentions: Iterable[str]) -> None:
        """Forget mentions that were removed."""
        for mention in mentions:
            self._known.pop(mention, None)

    def clear(self) -> None:
        """Forget everything: others may have written since, and a search can tell again."""
        self._known.clear()
        self._unfound.clear()
