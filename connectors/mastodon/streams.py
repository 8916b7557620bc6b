"""An instance's live events: one line open for each hashtag, read together.

Source: Mastodon's documentation, methods streaming: `GET /api/v1/streaming/hashtag?tag=`,
with a user's key. Nothing is replayed: what is said while no line is open is for polling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from connectors.api.call import Refusal, refusal
from connectors.mastodon.server_sent_events import EventReader, ServerEvent
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Outbound

#: Mastodon sends `:thump` every fifteen seconds; so many without anything and the line is dead.
QUIET: Final = 75.0
#: Lines open at the same time; the hashtags beyond are polled alone.
MOST: Final = 8

_WAITING: Final = 100
_TOGETHER: Final = 50


class Streams:
    """Lines that are read in the background; `close` ends them.

    Args:
        outbound: the house's client.
        quiet: see `vigie.outbound.Outbound.stream`.

    Attributes:
        is_over: a line was refused, cut or ended: all should be closed and opened again.
        refused: why a line was not opened, when it was not.
    """

    def __init__(self, outbound: Outbound, quiet: float = QUIET) -> None:
        self._outbound = outbound
        self._quiet = quiet
        self._tasks: list[asyncio.Task[None]] = []
        self._events: asyncio.Queue[ServerEvent] = asyncio.Queue(_WAITING)
        self._over = asyncio.Event()
        self.refused: Refusal | None = None

    def open(self, base: str, tags: Iterable[str], headers: Mapping[str, str]) -> None:
        """Open a line for each hashtag; returns at once."""
        for tag in list(tags)[:MOST]:
            url = f"{base}/api/v1/streaming/hashtag?{urlencode({'tag': tag})}"
            self._tasks.append(asyncio.create_task(self._read(url, headers)))

    @property
    def is_open(self) -> bool:
        """Whether there are lines."""
        return bool(self._tasks)

    @property
    def is_over(self) -> bool:
        """Whether one of them ended."""
        return self._over.is_set()

    async def next(self, seconds: float) -> list[ServerEvent]:
        """Wait for events, at most so long; return those that came, none once a line ended."""
        coming = asyncio.create_task(self._events.get())
        ending = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait(
                {coming, ending}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            came = [coming.result()] if coming.done() else []
        finally:
            coming.cancel()
            ending.cancel()
        while len(came) < _TOGETHER and not self._events.empty():
            came.append(self._events.get_nowait())
        return came

    async def close(self) -> None:
        """End every line, and wait until they are."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks.clear()

    async def _read(self, url: str, headers: Mapping[str, str]) -> None:
        reader = EventReader()
        try:
            async with self._outbound.stream(url, headers, quiet=self._quiet) as answer:
                if answer.status != 200:
                    self.refused = refusal(answer.status)
                    return
                async for chunk in answer.chunks():
                    for event in reader.feed(chunk):
                        await self._events.put(event)
        except (Unavailable, InvalidInput):
            return
        finally:
            self._over.set()
