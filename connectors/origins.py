"""The address of a server of one's choice: scheme, host and port, nothing more."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

#: Hosts of this machine: a test's double, or a server beside Vigie.
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def origin(url: str) -> str:
    """Return `https://host[:port]` of a server's address.

    Raises:
        ValueError: it is none, in French and English around a "|".
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    scheme, name = parts.scheme.lower(), (parts.hostname or "").lower()
    wrong = parts.username is not None or parts.query or parts.fragment
    if scheme not in {"http", "https"} or not name or wrong or parts.path.strip("/"):
        raise ValueError(
            "l’adresse d’un serveur est attendue, comme https://exemple.org"
            " | a server’s address is expected, like https://example.org"
        )
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}" + (f":{port}" if port is not None else "")


def may_hold_a_secret(url: str) -> bool:
    """Tell whether a key may be sent there: over TLS, or to this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.hostname or "") in _HERE
