"""A source's requests of the day, counted, and refused beyond its budget."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time, timedelta
from typing import Literal

from vigie.clock import Clock
from vigie.errors import Refused
from vigie.outbound import Fetched, Outbound, Streamed, WebSocket
from vigie.say import Say


class Budgeted:
    """The house's client, as one source is given it.

    Days are those of UTC. The count is this process's own: what costs money or a quota is
    counted by the connector too, in its cursor, which survives a restart.

    Args:
        outbound: the house's client.
        clock: tells which day it is.
        most: requests a day; None for no limit.
        spent: told of each request.
    """

    def __init__(
        self,
        outbound: Outbound,
        clock: Clock,
        most: int | None = None,
        spent: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbound = outbound
        self._clock = clock
        self._most = most
        self._told = spent
        self._day: date | None = None
        self._count = 0

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        """See `vigie.outbound.Outbound.get`. Raises `Refused`, not final, beyond the budget."""
        self._spend()
        return await self._outbound.get(url, headers, limit=limit, spacing=spacing)

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        limit: int = 65_536,
        method: Literal["POST", "PUT"] = "POST",
    ) -> Fetched:
        """See `vigie.outbound.Outbound.post`. Raises as `get`."""
        self._spend()
        return await self._outbound.post(url, body, headers, limit=limit, method=method)

    def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AbstractAsyncContextManager[Streamed]:
        """See `vigie.outbound.Outbound.stream`. Raises as `get`."""
        self._spend()
        return self._outbound.stream(url, headers, quiet=quiet)

    def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        quiet: float,
        limit: int = 1_000_000,
    ) -> AbstractAsyncContextManager[WebSocket]:
        """See `vigie.outbound.Outbound.websocket`. Raises as `get`."""
        self._spend()
        return self._outbound.websocket(url, headers, quiet=quiet, limit=limit)

    async def dial(self, host: str, port: int) -> socket.socket:
        """See `vigie.outbound.Outbound.dial`. Raises as `get`."""
        self._spend()
        return await self._outbound.dial(host, port)

    def _spend(self) -> None:
        now = self._clock.now()
        if now.date() != self._day:
            self._day, self._count = now.date(), 0
        if self._most is not None and self._count >= self._most:
            raise Refused(_over(self._most), retry_after=_until_tomorrow(now))
        self._count += 1
        self._told()


def _until_tomorrow(now: datetime) -> float:
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return (tomorrow - now).total_seconds()


def _over(most: int) -> Say:
    return Say(
        f"Les {most} requêtes du jour sont faites (requests_per_day) ; la suite demain.",
        f"Today’s {most} requests are made (requests_per_day); more tomorrow.",
    )
