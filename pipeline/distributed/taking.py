"""Takes events from a Faust stream, many at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final

from pipeline.distributed.arrival import Event

#: A batch is handed over early when nothing has come for this share of the linger.
_QUIET: Final = 0.2


class Taking(AsyncIterator[list[Event]]):
    """Batches of a stream's events, in their order.

    `Stream.take` would do, but its buffer outlives a rebalance, it acknowledges by itself, and
    it costs a fifth of the worker's time (a processor and a turn of the event loop for
    each event); here the channel's queue is emptied in one go.

    Args:
        queue: of the stream's channel.
        most: events in a batch.
        linger: seconds that a batch waits for more after its first event.
    """

    def __init__(self, queue: asyncio.Queue[Event], most: int, linger: float) -> None:
        self._queue = queue
        self._most = most
        self._linger = linger

    async def __anext__(self) -> list[Event]:
        """Wait for an event, then for as many as come within the linger."""
        events = [await self._queue.get()]
        end = time.monotonic() + self._linger
        while len(events) < self._most:
            if not self._queue.empty():
                events.append(self._queue.get_nowait())
                continue
            left = min(end - time.monotonic(), self._linger * _QUIET)
            if left <= 0:
                break
            try:
                events.append(await asyncio.wait_for(self._queue.get(), left))
            except TimeoutError:
                break
        return events
