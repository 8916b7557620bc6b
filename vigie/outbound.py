"""The only way out to the network: what wings ask for, and what they get back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from socket import socket
from typing import Literal, Protocol

import msgspec


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, whole and within its limits.

    Attributes:
        status: HTTP status, any of them: the caller knows what a 304 or a 410 means to it.
        headers: names in lower case.
        body: decompressed bytes, never more than the limit asked for.
        url: the address that answered in the end.
        moved_to: the new address when every redirect on the way was permanent (301, 308).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str | None = None


class Streamed(Protocol):
    """An answer that goes on: its status and headers are known, its body is read as it comes."""

    @property
    def status(self) -> int:
        """HTTP status; a body that is no stream (an error's) may be read all the same."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield bytes as they come, until the server ends the answer.

        Raises `Unavailable` when the line is cut, or when nothing came for as long as `quiet`.
        """
        ...


class WebSocket(Protocol):
    """An open WebSocket."""

    async def send(self, message: str | bytes) -> None:
        """Send one message; raises `Unavailable` when the line is cut."""
        ...

    def messages(self) -> AsyncIterator[str | bytes]:
        """Yield messages as they come, until the other side closes properly.

        Raises `Unavailable` when the line is cut, or when nothing came for as long as `quiet`.
        """
        ...


class Outbound(Protocol):
    """A polite HTTP client that refuses private addresses and endless answers.

    Every verb may wait for its turn on a host and block on the network. They raise
    `Unavailable` when nobody answers in time, `Refused(final=True)` when the address may not be
    reached, `InvalidInput` when the answer is larger than `limit` or cannot be decompressed.
    """

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 10_000_000,
        spacing: float | None = None,
    ) -> Fetched:
        """Fetch `url`, following at most five redirects, reading at most `limit` bytes.

        `spacing` is the least time, in seconds, since the last request to that host: an API
        that publishes its own limits is asked at its own pace, when that is quicker than the
        installation's.
        """
        ...

    def stream(
        self, url: str, headers: Mapping[str, str] | None = None, *, quiet: float
    ) -> AbstractAsyncContextManager[Streamed]:
        """Open an answer that goes on for hours (server-sent events, lines of JSON).

        Redirects are answers like others, never followed. `quiet` is how many seconds the
        server may say nothing before the line counts as cut.
        """
        ...

    def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        quiet: float,
        limit: int = 1_000_000,
    ) -> AbstractAsyncContextManager[WebSocket]:
        """Open a WebSocket (`ws://` or `wss://`), no message of which is over `limit` bytes.

        A server that answers anything but an upgrade is a `Refused`, not final, whose sentence
        names the status; `quiet` is as in `stream`.
        """
        ...

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        limit: int = 65_536,
        method: Literal["POST", "PUT"] = "POST",
    ) -> Fetched:
        """Post exactly these bytes; a redirect is an answer like another, never followed."""
        ...

    async def dial(self, host: str, port: int) -> socket:
        """Return a TCP socket connected to `host`, not blocking, for a protocol other than HTTP.

        The caller adds TLS and closes it.
        """
        ...
