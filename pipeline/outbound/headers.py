"""Headers to and from bytes."""

from __future__ import annotations

from collections.abc import Mapping

import httpx


def written(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as bytes: Latin-1 both ways, so that an ETag goes back as it came."""
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def read(response: httpx.Response) -> dict[str, str]:
    """Return an answer's headers, names in lower case, several of one name joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if "location" in headers:
        # An address is the one header whose bytes may be UTF-8; httpx guesses as browsers do.
        headers["location"] = response.headers["location"]
    return headers
