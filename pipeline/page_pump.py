"""Draws a connector's pages one by one, in one task, and lets go of it at once when told."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from types import TracebackType
from typing import Self

from vigie.contracts import Connector
from vigie.page import Page


class PagePump:
    """The pages of one asking; use it as an async context manager.

    The connector's generator lives in one task from beginning to end, so that its time-outs
    and task groups hold across pages, and leaving the block ends it where it waits: a stream
    may say nothing for hours.

    Args:
        connector: the source.
        cursor: where it goes on from.
    """

    def __init__(self, connector: Connector, cursor: bytes | None) -> None:
        self._connector = connector
        self._cursor = cursor
        self._page: Page | None = None
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._drawing = asyncio.create_task(self._draw())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drawing.cancel()
        await asyncio.wait({self._drawing})

    async def next(self, stop: asyncio.Event) -> Page | None:
        """Return the next page; None at the end, or once `stop` is set.

        Raises what the connector raises.
        """
        self._page = None
        self._ready.clear()
        self._wanted.set()
        waiting = [asyncio.create_task(event.wait()) for event in (self._ready, stop)]
        try:
            await asyncio.wait([self._drawing, *waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        if self._drawing.done():
            self._drawing.result()
        return self._page

    async def _draw(self) -> None:
        async with aclosing(self._connector.pages(self._cursor)) as pages:
            await self._wanted.wait()
            async for page in pages:
                self._page = page
                self._wanted.clear()
                self._ready.set()
                await self._wanted.wait()
