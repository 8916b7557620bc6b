"""Finds the feeds that a web page declares."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urljoin

from connectors.addresses import canonical
from connectors.feed_encoding import decode
from connectors.markup import one_line

_TYPES: Final = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)")
# The declarations stand in the head; expressions rather than a parser, so that any page costs
# no more time than its length.
_LOOKED_AT: Final = 1_000_000
_LINK: Final = re.compile(r"<(link|base)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))"
)
_FEEDS_LIMIT: Final = 50


def discover(body: bytes, base_url: str) -> list[tuple[str, str]]:
    """Return (title, absolute address) of each feed declared by `<link rel="alternate">`.

    Args:
        body: a web page, in any encoding.
        base_url: the address that gave it; the page's own `<base>` counts before it.
    """
    found: dict[str, str] = {}
    base = base_url
    for element in _LINK.finditer(decode(body[:_LOOKED_AT])):
        attributes = _attributes(element.group(2))
        address = attributes.get("href", "")
        if element.group(1).lower() == "base":
            base = _joined(base_url, address) or base
        elif _is_feed(attributes) and len(found) < _FEEDS_LIMIT:
            absolute = _joined(base, address)
            if absolute is not None:
                title = one_line(attributes.get("title", ""), 200, is_markup=False)
                found.setdefault(absolute, title or absolute)
    return [(title, url) for url, title in found.items()]


def _attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(source)
    }


def _is_feed(attributes: dict[str, str]) -> bool:
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
