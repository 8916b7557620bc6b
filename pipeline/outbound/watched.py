"""The house's client, with a count of what was asked and of what was answered."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal, TypeVar

from vigie.outbound import Fetched, Outbound, Streamed, WebSocket

L = TypeVar("L")


class WatchedOutbound:
    """Tells a source that is slow from one that says nothing at all.

    Args:
        outbound: the house's client.

    Attributes:
        asked: requests begun.
        answered: those that had an answer, whatever it says.
    """

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self.asked = 0
        self.answered = 0

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        """See `vigie.outbound.Outbound.get`."""
        self.asked += 1
        answer = await self._outbound.get(url, headers, limit=limit, spacing=spacing)
        self.answered += 1
        return answer

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        limit: int = 65_536,
        method: Literal["POST", "PUT"] = "POST",
    ) -> Fetched:
        """See `vigie.outbound.Outbound.post`."""
        self.asked += 1
        answer = await self._outbound.post(url, body, headers, limit=limit, method=method)
        self.answered += 1
        return answer

    def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AbstractAsyncContextManager[Streamed]:
        """See `vigie.outbound.Outbound.stream`."""
        return self._opened(self._outbound.stream(url, headers, quiet=quiet))

    def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        quiet: float,
        limit: int = 1_000_000,
    ) -> AbstractAsyncContextManager[WebSocket]:
        """See `vigie.outbound.Outbound.websocket`."""
        return self._opened(self._outbound.websocket(url, headers, quiet=quiet, limit=limit))

    async def dial(self, host: str, port: int) -> socket.socket:
        """See `vigie.outbound.Outbound.dial`."""
        self.asked += 1
        dialled = await self._outbound.dial(host, port)
        self.answered += 1
        return dialled

    @asynccontextmanager
    async def _opened(self, opening: AbstractAsyncContextManager[L]) -> AsyncIterator[L]:
        self.asked += 1
        async with opening as line:
            self.answered += 1
            yield line
