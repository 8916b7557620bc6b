"""The house's client passed on, each request told of as it begins and as it is answered."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal, TypeVar

from vigie.outbound import Fetched, Outbound, Streamed, WebSocket

L = TypeVar("L")


class PassingOutbound:
    """Passes every verb on; `on_request` and `on_answer` are for those who count or refuse.

    Args:
        outbound: the house's client.
    """

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def on_request(self) -> None:
        """Called before each request; what it raises is raised instead of asking."""

    def on_answer(self) -> None:
        """Called once a request has an answer, whatever it says, or a line is open."""

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        """See `vigie.outbound.Outbound.get`."""
        self.on_request()
        answer = await self._outbound.get(url, headers, limit=limit, spacing=spacing)
        self.on_answer()
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
        self.on_request()
        answer = await self._outbound.post(url, body, headers, limit=limit, method=method)
        self.on_answer()
        return answer

    def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AbstractAsyncContextManager[Streamed]:
        """See `vigie.outbound.Outbound.stream`."""
        self.on_request()
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
        self.on_request()
        return self._opened(self._outbound.websocket(url, headers, quiet=quiet, limit=limit))

    async def dial(self, host: str, port: int) -> socket.socket:
        """See `vigie.outbound.Outbound.dial`."""
        self.on_request()
        dialled = await self._outbound.dial(host, port)
        self.on_answer()
        return dialled

    @asynccontextmanager
    async def _opened(self, opening: AbstractAsyncContextManager[L]) -> AsyncIterator[L]:
        async with opening as line:
            self.on_answer()
            yield line
