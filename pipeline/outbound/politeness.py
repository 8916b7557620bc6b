"""Turns on a host: few requests at the same time, and a pause between two."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Place:
    """What is known of one host."""

    slots: asyncio.Semaphore
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0
    users: int = 0


class Politeness:
    """Gives turns, first come first served on each host; hosts do not wait for one another.

    Args:
        at_once: most requests at the same time to one host.
        spacing: least time between two starts on one host, in seconds.
        now: a monotonic clock, in seconds.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        *,
        at_once: int,
        spacing: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._at_once = at_once
        self._spacing = spacing
        self._now = now
        self._sleep = sleep
        self._places: dict[str, _Place] = {}

    @asynccontextmanager
    async def turn(self, host: str, spacing: float | None = None) -> AsyncIterator[None]:
        """Wait for a turn on `host`, and hold it for the length of the block.

        `spacing`, in seconds, may shorten the usual one after this turn.
        """
        place = self._place(host)
        place.users += 1
        try:
            async with place.slots:
                await self._space(
                    place, self._spacing if spacing is None else min(spacing, self._spacing)
                )
                yield
        finally:
            place.users -= 1

    async def _space(self, place: _Place, spacing: float) -> None:
        async with place.gate:  # a lock hands over in the order of arrival
            wait = place.next_start - self._now()
            if wait > 0:
                await self._sleep(wait)
            place.next_start = self._now() + spacing

    def _place(self, host: str) -> _Place:
        self._forget()
        return self._places.setdefault(host, _Place(asyncio.Semaphore(self._at_once)))

    def _forget(self) -> None:
        """Let go of hosts that nobody uses and that may be asked at once."""
        now = self._now()
        idle = [h for h, p in self._places.items() if not p.users and p.next_start <= now]
        for host in idle:
            del self._places[host]
