"""Just enough of HTTP/1.1 for a proxy of the tests: one request or answer, whole."""

from __future__ import annotations

import asyncio
from typing import Self

import msgspec

_LONGEST = 64 * 1024


class Words(msgspec.Struct, frozen=True):
    """A request or an answer: its first line, its headers, its body."""

    first: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def with_body(self, body: bytes) -> Self:
        """Return the same with another body."""
        others = tuple(each for each in self.headers if each[0].lower() != b"content-length")
        length = (b"content-length", b"%d" % len(body))
        return type(self)(self.first, (*others, length), body)

    def raw(self) -> bytes:
        """Return its bytes."""
        head = b"".join(b"%s: %s\r\n" % each for each in self.headers)
        return self.first + b"\r\n" + head + b"\r\n" + self.body


def answer_of(status: int, body: bytes) -> bytes:
    """Return an answer as Elasticsearch would give it."""
    headers = (
        (b"X-elastic-product", b"Elasticsearch"),
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
    )
    return Words(b"HTTP/1.1 %d Said by the test" % status, headers, body).raw()


async def read_words(reader: asyncio.StreamReader, *, head_only: bool = False) -> Words | None:
    """Read one; None when the other side has closed. A body has a length, or comes in chunks."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head[:-4].split(b"\r\n")
    pairs = [line.partition(b": ") for line in lines]
    headers = tuple((name, value) for name, _, value in pairs)
    said = {name.lower(): value for name, value in headers}
    words = Words(first, headers, b"")
    if head_only:
        return words
    if said.get(b"transfer-encoding") == b"chunked":
        whole = await _chunks(reader)
        plain = tuple(each for each in headers if each[0].lower() != b"transfer-encoding")
        return Words(first, plain, b"").with_body(whole)
    body = await reader.readexactly(int(said.get(b"content-length", b"0")))
    return Words(first, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(found)
