"""An open line to Jetstream: read by a task of its own, handed over in lots."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final, cast

from connectors.bluesky.jetstream_frames import LONGEST
from vigie.errors import Unavailable
from vigie.outbound import Outbound
from vigie.say import Say

#: Frames handed over at once: a millisecond of work between two looks at the loop.
_LOT: Final = 100
#: What waits to be handed over, in bytes or characters; the server is made to wait beyond.
_MOST: Final = 4_000_000


class Line:
    """What came over a subscription and was not taken yet.

    The reader is a task: it goes on while a page is written, and the watchdog of silence, which
    belongs to the task that waits, is always its own.
    """

    def __init__(self, outbound: Outbound, url: str, quiet: float) -> None:
        self._waiting: deque[str | bytes] = deque()
        self._weight = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._reader = asyncio.create_task(self._read(outbound, url, quiet))
        self._reader.add_done_callback(lambda _: self._news.set())

    async def frames(self, within: float) -> list[str | bytes]:
        """Return what came, in order, at most 100 frames; wait for it `within` seconds at most.

        Raises:
            Unavailable: the line is over and everything was taken; its sentence says why.
        """
        if not self._waiting and not self._reader.done():
            await self._arrival(within)
        lot = [self._waiting.popleft() for _ in range(min(_LOT, len(self._waiting)))]
        if not lot and self._reader.done():
            self._reader.result()
            raise Unavailable(
                Say("Jetstream a fermé la connexion.", "Jetstream closed the connection.")
            )
        self._weight -= sum(map(len, lot))
        self._room.set()
        return lot

    async def close(self) -> None:
        """Hang up; takes half a second at most."""
        self._reader.cancel()
        await asyncio.wait({self._reader})
        if not self._reader.cancelled():
            self._reader.exception()  # seen: nobody is told of it later

    async def _arrival(self, within: float) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return

    async def _read(self, outbound: Outbound, url: str, quiet: float) -> None:
        async with outbound.websocket(url, quiet=quiet, limit=LONGEST) as socket:
            messages = cast("AsyncGenerator[str | bytes, None]", socket.messages())
            async with aclosing(messages) as coming:
                async for frame in coming:
                    self._waiting.append(frame)
                    self._weight += len(frame)
                    self._news.set()
                    while self._weight > _MOST:
                        self._room.clear()
                        await self._room.wait()


@asynccontextmanager
async def open_line(outbound: Outbound, url: str, quiet: float) -> AsyncIterator[Line]:
    """Open a subscription, and hang up at the end of the block.

    Args:
        outbound: the house's client.
        url: from `connectors.bluesky.jetstream_addresses.subscription`.
        quiet: seconds of silence after which the line counts as cut.
    """
    line = Line(outbound, url, quiet)
    try:
        yield line
    finally:
        await line.close()
