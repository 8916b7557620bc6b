"""The few elements of a web page that tell what it is: its links, its generator, its body."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

# Expressions rather than a parser, so that any page costs no more time than its length.
_TAG: Final = re.compile(r"<(link|base|meta|body)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))"
)

#: Characters of a page that are looked at: declarations stand in its head.
LOOKED_AT: Final = 1_000_000


def tags(page: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield (name in lower case, attributes) of each link, base, meta and body. Pure."""
    for found in _TAG.finditer(page, 0, LOOKED_AT):
        yield found.group(1).lower(), _attributes(found.group(2))


def _attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(source)
    }
