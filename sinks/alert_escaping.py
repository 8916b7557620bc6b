"""A text from outside as each kind of target must have it, so that it means only itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from sinks.alert_cut import cut

Escape = Callable[[str], str]

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~^$&])")
# « @channel » and « @all » call everyone, whatever stands before them; « :nom: » is a picture
# and « 1. » at the head of a line a list. A character of no width takes their meaning away.
_CALLS: Final = re.compile(r"([@:])(?=\w)")
_NO_WIDTH: Final = "\u200b"


def slack(text: str) -> str:
    """Escape the three characters of Slack's mrkdwn; `<!channel>` calls nobody any more."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """Escape Markdown, and take their meaning from mentions; a link stays written out."""
    return _CALLS.sub(rf"\1{_NO_WIDTH}", _MARKDOWN.sub(r"\\\1", text))


def escaped_within(text: str, limit: int, escape: Escape) -> str:
    """Return the escaped text in at most `limit` characters, cut so that no escape is halved."""
    kept = cut(text, limit)
    while len(escape(kept)) > limit:
        # Each round takes away at least what is too much, were all of it escapes.
        kept = cut(text, min(len(kept) - 1, max(1, limit * len(kept) // len(escape(kept)))))
    return escape(kept)


def safe_link(url: str | None, limit: int = 2_000) -> str | None:
    """Return an address that may be a button, None for any other.

    Only http and https with a host, in printable ASCII: what has other characters, spaces,
    quotes or angle brackets could leave the place where it is put.
    """
    if not url or len(url) > limit or not re.fullmatch(r"[!#-;=?-\[\]_a-z{|}~]+", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
