"""An answer's body, decompressed as it comes and never larger than its limit."""

from __future__ import annotations

import zlib
from typing import Final, Protocol

from vigie.errors import InvalidInput
from vigie.say import Say

#: What we can decompress within bounds; asked for in every request.
ACCEPTED: Final = "gzip, deflate"


class _Inflate(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class Body:
    """Collects a body.

    httpx's own decoders inflate a whole network chunk at once, a thousandfold at worst;
    here zlib is told how much room is left.

    Args:
        host: named in errors.
        encoding: the answer's Content-Encoding.
        limit: most bytes once decompressed.

    Raises:
        InvalidInput: an encoding that was not asked for.
    """

    def __init__(self, host: str, encoding: str, limit: int) -> None:
        self._host = host
        self._limit = limit
        self._coding = encoding.strip().lower()
        if self._coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise self._unreadable()
        self._plain = self._coding in ("", "identity")
        self._inflate: _Inflate | None = None
        self._body = bytearray()
        self._raw = 0
        # A stream of empty blocks gives nothing and never ends: what comes in is bounded too,
        # with room for the few bytes by which gzip lengthens what it cannot shorten.
        self._raw_limit = limit + limit // 16 + 1024

    def expect(self, length: int) -> None:
        """Refuse at once a body that says it is too large."""
        if length > (self._limit if self._plain else self._raw_limit):
            raise self._too_large()

    def add(self, data: bytes) -> None:
        """Take one chunk as it came from the network.

        Raises:
            InvalidInput: the body is larger than its limit, or cannot be decompressed.
        """
        self._raw += len(data)
        if self._raw > self._raw_limit:
            raise self._too_large()
        if self._plain:
            self._keep(data)
            return
        while data:
            data = self._inflated(data)

    def whole(self) -> bytes:
        """Return the body.

        Raises:
            InvalidInput: the compressed stream stops before its end.
        """
        if self._inflate is not None and not self._inflate.eof:
            raise self._unreadable()
        return bytes(self._body)

    def _inflated(self, data: bytes) -> bytes:
        """Decompress one member; return what stands after it."""
        if self._inflate is None:
            self._inflate = self._begin(data)
        elif self._inflate.eof:
            if self._coding == "deflate" or data[:1] != b"\x1f":
                return b""  # padding after the end, as some servers send
            self._inflate = self._begin(data)
        room = self._limit - len(self._body) + 1
        try:
            self._keep(self._inflate.decompress(data, room))
        except zlib.error as error:
            raise self._unreadable() from error
        return self._inflate.unused_data

    def _begin(self, data: bytes) -> _Inflate:
        if self._coding != "deflate":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        # RFC 9110 says zlib, half of the servers send the bare stream: a zlib header has
        # method 8 in its low bits, and no bare stream begins so in practice.
        return zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS)

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > self._limit:
            raise self._too_large()

    def _too_large(self) -> InvalidInput:
        return InvalidInput(
            Say(
                f"la réponse de {self._host} dépasse la limite de {self._limit} octets",
                f"the answer of {self._host} is larger than the limit of {self._limit} bytes",
            ),
            where=self._host,
        )

    def _unreadable(self) -> InvalidInput:
        return InvalidInput(
            Say(
                f"la réponse de {self._host} ne peut pas être décompressée",
                f"the answer of {self._host} cannot be decompressed",
            ),
            where=self._host,
        )
