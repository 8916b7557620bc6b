"""One look at the store for all who look at the same moment for the same thing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Any, Final

_FRESH: Final = 0.5
_MOST: Final = 1_000


class SharedLooks:
    """Streams that have told all there is wait at the same place: one of them asks for all."""

    def __init__(self) -> None:
        self._looks: dict[Hashable, tuple[float, asyncio.Future[Any]]] = {}

    async def look(self, place: Hashable, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Return what `ask` gives, or what it gave at the same place half a second ago."""
        now = monotonic()
        known = self._looks.get(place)
        if known is None or known[0] < now:
            self._forget(now)
            known = (now + _FRESH, asyncio.ensure_future(_awaited(ask)))
            self._looks[place] = known
        # One who hangs up does not take the answer away from the others.
        return await asyncio.shield(known[1])

    def _forget(self, now: float) -> None:
        over = [place for place, (until, _) in self._looks.items() if until < now]
        for place in over:
            del self._looks[place]
        while len(self._looks) >= _MOST:
            del self._looks[next(iter(self._looks))]


async def _awaited(ask: Callable[[], Awaitable[Any]]) -> Any:
    return await ask()
