"""`HttpOutbound`: the client that connectors and deliverers are given."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Literal, Self

import httpx

from pipeline.outbound.allowed import AllowedHosts
from pipeline.outbound.body import ACCEPTED, Body
from pipeline.outbound.guard import GuardedBackend, GuardedTransport, Resolve, resolve_by_system
from pipeline.outbound.headers import read, written
from pipeline.outbound.limits import Limits
from pipeline.outbound.politeness import Politeness
from pipeline.outbound.redirects import Hop, first, is_redirect, onward, too_many
from pipeline.outbound.sockets import OpenSocket, dial, open_socket
from pipeline.outbound.streaming import LongAnswer
from pipeline.outbound.user_agent import user_agent
from pipeline.outbound.verdicts import CAUGHT, verdict
from vigie.outbound import Fetched


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request of one hop."""

    method: str
    hop: Hop
    limit: int
    content: bytes | None = None
    follow: bool = True


class HttpOutbound:
    """Implements `vigie.outbound.Outbound` over HTTP/1.1, without proxy, cookie or cache.

    Use it as an async context manager, or call `aclose`.

    Args:
        contact: an address or a page where the operator can be reached; goes into the
            User-Agent so that a site can write instead of blocking.
        towns: names of the towns that listen, said there too.
        allowed_hosts: hosts, with or without a port, whose private address is accepted.
        spacing: least time between two `get` on one host, in seconds.
        limits: how long and how far one request may go.
        resolve: name and port → addresses.
        trust: certificates to trust; certifi's list by default.

    Raises:
        ConfigurationError: an allowed host or a contact that cannot be used.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        towns: Sequence[str] = (),
        allowed_hosts: Iterable[str] = (),
        spacing: float = 5.0,
        limits: Limits | None = None,
        resolve: Resolve = resolve_by_system,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._gets = Politeness(at_once=self._limits.at_once, spacing=spacing)
        self._posts = Politeness(at_once=self._limits.at_once, spacing=0)
        # Only for `get`: an alert does not wait for slow feeds.
        self._open = asyncio.Semaphore(self._limits.connections)
        self._backend = GuardedBackend(AllowedHosts(allowed_hosts), resolve)
        self._trust = trust or httpx.create_ssl_context(trust_env=False)
        self._own = {
            "user-agent": user_agent(contact, towns),
            "accept-encoding": ACCEPTED,
            "connection": "close",
        }
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(self._backend, self._trust),
            headers={"accept": "*/*"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
            follow_redirects=False,
        )
        # httpx logs whole addresses, httpcore whole requests; both may hold secrets.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close what is still open."""
        await self._client.aclose()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        """Fetch `url`; see `vigie.outbound.Outbound.get`.

        Each redirect waits for its turn like any request, and is checked like the first
        address; to another origin it carries none of the caller's headers but Accept.
        """
        hop = first(url, headers)
        left = self._limits.total
        for _ in range(self._limits.redirects + 1):
            async with self._gets.turn(hop.url.host, spacing), self._open:
                began = time.monotonic()
                fetched = await self._within(left, _Ask("GET", hop, limit))
                left -= time.monotonic() - began
            location = fetched.headers.get("location")
            if location is None or not is_redirect(fetched.status, location):
                return fetched
            hop = onward(hop, fetched.status, location)
        raise too_many(hop)

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        limit: int = 65_536,
        method: Literal["POST", "PUT"] = "POST",
    ) -> Fetched:
        """Post `body` as it is; see `vigie.outbound.Outbound.post`."""
        ask = _Ask(method, first(url, headers), limit, content=body, follow=False)
        async with self._posts.turn(ask.hop.url.host):
            return await self._within(self._limits.post, ask)

    @asynccontextmanager
    async def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AsyncIterator[LongAnswer]:
        """Open an answer that goes on; see `vigie.outbound.Outbound.stream`.

        It holds no turn on its host while it lasts.
        """
        hop = first(url, headers)
        own = {**self._own, "accept-encoding": "identity"}
        async with self._gets.turn(hop.url.host):
            try:
                async with asyncio.timeout(self._limits.total):
                    response = await self._client.send(
                        self._request(_Ask("GET", hop, 0), own), stream=True
                    )
            except CAUGHT as error:
                raise verdict(error, hop.url.host) from error
        try:
            yield LongAnswer(response, read(response), quiet)
        finally:
            await response.aclose()

    def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        quiet: float,
        limit: int = 1_000_000,
    ) -> AbstractAsyncContextManager[OpenSocket]:
        """Open a WebSocket; see `vigie.outbound.Outbound.websocket`."""
        return open_socket(
            self._backend,
            url,
            headers or {},
            trust=self._trust,
            user_agent=self._own["user-agent"],
            within=self._limits.connect,
            quiet=quiet,
            limit=limit,
        )

    async def dial(self, host: str, port: int) -> socket.socket:
        """Connect to an address that may be reached; see `vigie.outbound.Outbound.dial`."""
        return await dial(self._backend, host, port, self._limits.connect)

    async def _within(self, seconds: float, ask: _Ask) -> Fetched:
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(ask)
        except CAUGHT as error:
            raise verdict(error, ask.hop.url.host) from error

    def _request(self, ask: _Ask, own: Mapping[str, str]) -> httpx.Request:
        return self._client.build_request(
            ask.method,
            ask.hop.url,
            headers=written({**ask.hop.headers, **own}),
            content=ask.content,
            timeout=httpx.Timeout(None, connect=self._limits.connect),
        )

    async def _exchange(self, ask: _Ask) -> Fetched:
        response = await self._client.send(self._request(ask, self._own), stream=True)
        try:
            headers = read(response)
            elsewhere = ask.follow and is_redirect(response.status_code, headers.get("location"))
            body = b"" if elsewhere else await _body(response, headers, ask)
        finally:
            await response.aclose()
        return Fetched(
            status=response.status_code,
            headers=headers,
            body=body,
            url=str(ask.hop.url),
            moved_to=ask.hop.moved_to,
        )


async def _body(response: httpx.Response, headers: Mapping[str, str], ask: _Ask) -> bytes:
    if response.status_code in (204, 304):
        return b""  # the headers of a 304 describe the body that it does not have
    body = Body(ask.hop.url.host, headers.get("content-encoding", ""), ask.limit)
    declared = headers.get("content-length", "")
    if declared.isascii() and declared.isdigit():
        body.expect(int(declared))
    async for chunk in response.aiter_raw():
        body.add(chunk)
    return body.whole()
