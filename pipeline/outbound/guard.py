"""Connects only to addresses that were checked, after the name was resolved.

The very address that was checked is the one dialled, so that a name which answers
differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import httpcore
import httpx

from pipeline.outbound.addresses import is_public
from pipeline.outbound.allowed import AllowedHosts
from vigie.errors import Refused
from vigie.say import Say

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_MOST_ADDRESSES: Final = 4


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` in the order in which the system prefers them.

    Blocks a thread, not the loop. Raises `OSError` when there is no such name.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, checks every address, then dials one that passed.

    Args:
        allowed: hosts whose private address is accepted.
        resolve: name and port → addresses.
        dial: opens the connection to a checked address.
    """

    def __init__(
        self,
        allowed: AllowedHosts,
        resolve: Resolve = resolve_by_system,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._dial = dial or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the overridden method's parameter
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to `host` at an address that may be reached.

        Raises:
            Refused: final, when none of its addresses may be reached.
            httpcore.ConnectError: no such name, or nobody answers.
            httpcore.ConnectTimeout: not within `timeout` seconds.
        """
        del local_address, socket_options  # the client never sets them
        try:
            async with asyncio.timeout(timeout):
                addresses = await self.checked(host, port)
                return await self._first(addresses, port, timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error

    async def checked(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host` that may be reached, at most four.

        Raises:
            Refused: final, when there is none such.
            httpcore.ConnectError: no such name.
        """
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError, OverflowError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if not found:
            raise httpcore.ConnectError("the name has no address")
        if self._allowed.allows(host, port):
            return list(found)[:_MOST_ADDRESSES]
        public = [address for address in found if is_public(address)]
        if not public:
            raise Refused(_private(host), final=True)
        return public[:_MOST_ADDRESSES]

    async def _first(
        self,
        addresses: Sequence[str],
        port: int,
        within: float | None,
    ) -> httpcore.AsyncNetworkStream:
        """Dial one after the other, so that a silent address leaves time for the next."""
        share = within and within / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._dial.connect_tcp(address, port, timeout=share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._dial.connect_tcp(addresses[-1], port, timeout=share)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a guarded backend: no proxy, no connection kept open.

    A connection serves one request, so each one is resolved and checked anew, and what a
    server sends beyond its answer is never taken for the next one.
    """

    def __init__(self, backend: GuardedBackend, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=None,  # the client bounds them before its clock starts
            max_keepalive_connections=0,
            network_backend=backend,
        )


def _private(host: str) -> Say:
    return Say(
        f"{host} est à une adresse privée ou réservée ; Vigie ne s’y connecte que si cet hôte"
        " est nommé parmi les hôtes autorisés des réglages.",
        f"{host} is at a private or reserved address; Vigie connects to it only when this host"
        " is named among the allowed hosts of the settings.",
    )
