"""WebSockets to addresses that were checked, like every other way out."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import httpcore
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)

from pipeline.outbound.guard import GuardedBackend
from vigie.errors import Refused, Unavailable, VigieError
from vigie.say import Say

_PORTS: Final = {"ws": 80, "wss": 443}
_CLOSING: Final = 0.5


class OpenSocket:
    """Implements `vigie.outbound.Socket`."""

    def __init__(self, connection: ClientConnection, host: str, quiet: float) -> None:
        self._connection = connection
        self._host = host
        self._quiet = quiet

    async def send(self, message: str | bytes) -> None:
        """Send one message; see `vigie.outbound.Socket.send`."""
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise _cut(self._host) from error

    async def messages(self) -> AsyncIterator[str | bytes]:
        """Yield messages as they come; see `vigie.outbound.Socket.messages`."""
        try:
            while True:
                async with asyncio.timeout(self._quiet):
                    message = await self._connection.recv()
                yield message
        except ConnectionClosedOK:
            return
        except ConnectionClosed as error:
            raise _cut(self._host) from error
        except TimeoutError as error:
            raise _silent(self._host) from error


@asynccontextmanager
async def open_socket(
    backend: GuardedBackend,
    url: str,
    headers: Mapping[str, str],
    *,
    trust: ssl.SSLContext,
    user_agent: str,
    within: float,
    quiet: float,
    limit: int,
) -> AsyncIterator[OpenSocket]:
    """Open `url`, closing it at the end of the block within half a second.

    Raises:
        Refused: final when the address may not be reached; not final when the server answers
            anything but an upgrade.
        Unavailable: nobody answers within `within` seconds.
    """
    host, port, secure = _place(url)
    try:
        async with asyncio.timeout(within):
            sock = await _dialled(backend, host, port)
            connection = await connect(
                url,
                sock=sock,
                ssl=trust if secure else None,
                server_hostname=host if secure else None,
                additional_headers=dict(headers),
                user_agent_header=user_agent,
                compression=None,
                open_timeout=None,
                close_timeout=_CLOSING,
                max_size=limit,
                proxy=None,
            )
    except VigieError:
        raise
    except InvalidStatus as error:
        raise _no_upgrade(host, error.response.status_code) from error
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI, httpcore.NetworkError) as error:
        raise _unreachable(host) from error
    try:
        yield OpenSocket(connection, host, quiet)
    finally:
        await connection.close()


async def dial(backend: GuardedBackend, host: str, port: int, within: float) -> socket.socket:
    """Return a connected TCP socket; see `vigie.outbound.Outbound.dial`."""
    try:
        async with asyncio.timeout(within):
            return await _dialled(backend, host, port)
    except (OSError, httpcore.NetworkError) as error:
        raise Unavailable(
            Say(f"impossible de joindre {host}", f"{host} cannot be reached")
        ) from error


def _place(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise Refused(
            Say("une adresse en wss:// est attendue", "an address with wss:// is expected"),
            final=True,
        )
    return parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "wss"


async def _dialled(backend: GuardedBackend, host: str, port: int) -> socket.socket:
    """Connect to the first checked address that answers."""
    loop = asyncio.get_running_loop()
    last: OSError = OSError("no address")
    for address in await backend.checked(host, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setblocking(False)  # noqa: FBT003 - the standard library's own
        try:
            await loop.sock_connect(sock, (address, port))
        except OSError as error:
            sock.close()
            last = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise last


def _cut(host: str) -> Unavailable:
    return Unavailable(Say(f"{host} a coupé la connexion", f"{host} cut the connection"))


def _silent(host: str) -> Unavailable:
    return Unavailable(Say(f"{host} ne dit plus rien", f"{host} says nothing any more"))


def _unreachable(host: str) -> Unavailable:
    return Unavailable(
        Say(f"impossible de joindre {host} par WebSocket", f"{host}: no WebSocket to be had")
    )


def _no_upgrade(host: str, status: int) -> Refused:
    return Refused(
        Say(f"{host} refuse la connexion ({status})", f"{host} refuses the connection ({status})")
    )
