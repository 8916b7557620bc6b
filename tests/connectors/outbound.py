"""A small honest HTTP client over httpx, for connectors under test against local servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from socket import socket

import httpx

from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Fetched, Streamed, WebSocket
from vigie.say import Say

_PERMANENT = {301, 308}


class PlainOutbound:
    """Fetches what it is asked for, loopback included; limits and redirects as the contract.

    Attributes:
        refusal: raised instead, as the guarded client does for an address it may not reach.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.refusal: Refused | None = None

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        del spacing  # this client never waits
        if self.refusal is not None:
            raise self.refusal
        try:
            answer = await self._client.get(url, headers=dict(headers or {}))
        except httpx.HTTPError as error:
            raise Unavailable(Say("Personne ne répond.", "Nobody answers.")) from error
        if len(answer.content) > limit:
            raise InvalidInput(Say("La réponse est trop grande.", "The answer is too large."))
        moved = answer.history and all(step.status_code in _PERMANENT for step in answer.history)
        return Fetched(
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=answer.content,
            url=str(answer.url),
            moved_to=str(answer.url) if moved else None,
        )

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, limit: int = 65_536
    ) -> Fetched:
        raise NotImplementedError("feeds are only read")

    def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AbstractAsyncContextManager[Streamed]:
        raise NotImplementedError("feeds are polled")

    def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        quiet: float,
        limit: int = 1_000_000,
    ) -> AbstractAsyncContextManager[WebSocket]:
        raise NotImplementedError("feeds are polled")

    async def dial(self, host: str, port: int) -> socket:
        raise NotImplementedError("feeds are HTTP")


@asynccontextmanager
async def plain_outbound() -> AsyncIterator[PlainOutbound]:
    async with httpx.AsyncClient(follow_redirects=True, max_redirects=5, timeout=5) as client:
        yield PlainOutbound(client)
