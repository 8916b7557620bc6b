"""A call from outside to a source's receiving door, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request, whole and within its limits.

    Attributes:
        method: "GET" or "POST".
        query: the first value of each parameter.
        headers: names in lower case.
        body: the very bytes that arrived: signatures are over them.
    """

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller is answered."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
