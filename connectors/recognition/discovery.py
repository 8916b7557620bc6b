"""Finds the feeds that a web page declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin

from connectors.addresses import canonical
from connectors.feed.encoding import decode
from connectors.markup import one_line
from connectors.recognition.page_tags import LOOKED_AT, tags

_TYPES: Final = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)")
_FEEDS_LIMIT: Final = 50


def discover(body: bytes, base_url: str) -> list[tuple[str, str]]:
    """Return (title, absolute address) of each feed declared by `<link rel="alternate">`.

    Args:
        body: a web page, in any encoding.
        base_url: the address that gave it; the page's own `<base>` counts before it.
    """
    return announced(decode(body[:LOOKED_AT]), base_url)


def announced(page: str, base_url: str) -> list[tuple[str, str]]:
    """Return the same for a page whose text is known."""
    found: dict[str, str] = {}
    base = base_url
    for name, attributes in tags(page):
        address = attributes.get("href", "")
        if name == "base":
            base = _joined(base_url, address) or base
        elif name == "link" and _is_feed(attributes) and len(found) < _FEEDS_LIMIT:
            absolute = _joined(base, address)
            if absolute is not None:
                title = one_line(attributes.get("title", ""), 200, is_markup=False)
                found.setdefault(absolute, title or absolute)
    return [(title, url) for url, title in found.items()]


def _is_feed(attributes: Mapping[str, str]) -> bool:
    relations = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in relations and _TYPES.fullmatch(kind) is not None


def _joined(base: str, address: str) -> str | None:
    # Kept as it is written: a feed's address may hold what an article's must not.
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return None
    return absolute if address.strip() and canonical(absolute) else None
