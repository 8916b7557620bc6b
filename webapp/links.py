"""Addresses from outside, made safe to put in a link."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_link(url: str | None) -> str | None:
    """Return an address that a browser may be sent to, None for any other.

    Only http and https with a host pass: « javascript: » and « data: » would run in the page.
    """
    if not url or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
