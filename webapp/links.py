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


def local_path(asked: object) -> str:
    """Return a path of this site that may be gone on to, "/" for anything else.

    « //elsewhere.example » is not local, nor what browsers read as such (backslashes, tabs).
    """
    if not isinstance(asked, str) or not asked.startswith("/") or len(asked) > 2000:
        return "/"
    if asked[1:2] in ("/", "\\") or not asked.isprintable() or "\\" in asked or " " in asked:
        return "/"
    return asked if not any(urlsplit(asked)[:2]) else "/"
