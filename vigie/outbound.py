"""The only way out to the network: what wings ask for, and what they get back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

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


class Outbound(Protocol):
    """A polite HTTP client that refuses private addresses and endless answers.

    Both verbs may wait for their turn on a host and block on the network. They raise
    `Unavailable` when nobody answers in time, `Refused(final=True)` when the address may not be
    reached, `InvalidInput` when the answer is larger than `limit` or cannot be decompressed.
    """

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, limit: int = 10_000_000
    ) -> Fetched:
        """Fetch `url`, following at most five redirects, reading at most `limit` bytes."""
        ...

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, limit: int = 65_536
    ) -> Fetched:
        """Post exactly these bytes; a redirect is an answer like another, never followed."""
        ...
