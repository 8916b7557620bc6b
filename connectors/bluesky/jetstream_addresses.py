"""Where Jetstream is asked: the addresses of both wires. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

from connectors.bluesky.jetstream_events import POSTS
from connectors.bluesky.jetstream_frames import SKIPPED

#: Bluesky's own, from the README of bluesky-social/jetstream-legacy (v1) and the examples of
#: bluesky-social/jetstream (v2).
HOSTS: Final = {
    "v1": (
        "wss://jetstream1.us-east.bsky.network",
        "wss://jetstream2.us-east.bsky.network",
        "wss://jetstream1.us-west.bsky.network",
        "wss://jetstream2.us-west.bsky.network",
    ),
    "v2": (
        "wss://jetstream.us-east.bsky.network",
        "wss://jetstream.us-west.bsky.network",
    ),
}


def origin(host: str) -> str | None:
    """Return a host as `wss://host[:port]`; None when it is no such thing.

    Args:
        host: a bare name, or an address with `wss://` or `ws://`, without path.
    """
    whole = host.strip().rstrip("/")
    try:
        parts = urlsplit(whole if "://" in whole else f"wss://{whole}")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    name = parts.hostname or ""
    plain = name and not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"ws", "wss"} or not plain or any(c.isspace() for c in name):
        return None
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}"


def subscription(host: str, wire: str, cursor: int, dictionary: int | None) -> str:
    """Return the address of a subscription to posts and accounts.

    Args:
        host: from `origin`.
        wire: "v1" or "v2".
        cursor: Unix microseconds to start at, included; v2 reads them as v1 does (they are over
            10^15, which no sequence number is), so that they hold from one host to another.
        dictionary: id of the dictionary to compress with; None: not compressed.
    """
    asked: list[tuple[str, str | int]] = [("cursor", cursor), ("maxMessageSizeBytes", SKIPPED)]
    if wire == "v1":
        # Accounts and identities come whatever is wanted.
        asked.append(("wantedCollections", POSTS))
        asked += [("compress", "true")] if dictionary is not None else []
        return f"{host}/subscribe?{urlencode(asked)}"
    asked += [("collections", POSTS)]
    asked += [("kinds", kind) for kind in ("commit", "account", "identity")]
    asked += [("zstdDictionary", dictionary)] if dictionary is not None else []
    return f"{host}/xrpc/network.bsky.jetstream.subscribeEvents?{urlencode(asked)}"


def dictionary_of(host: str) -> str:
    """Return the address of the current dictionary of a host of the v2 wire."""
    return f"http{host.removeprefix('ws')}/xrpc/network.bsky.jetstream.getZstdDictionary"
