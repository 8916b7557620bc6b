"""The XML of a sitemap → its addresses, with expat alone: nothing is built but what is kept.

Source: sitemaps.org/protocol, and Google's news extension (`news:news`). Names are compared
without their prefix and by where they stand, so that `image:title` is no article's title.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

import msgspec

#: sitemaps.org: at most 50,000 addresses a file.
ADDRESSES_LIMIT: Final = 50_000
_DEEPEST: Final = 50
_LONGEST: Final = 8_192  # characters of one field

_FIELDS: Final = {
    ("url", "loc"): "loc",
    ("url", "lastmod"): "changed",
    ("url", "news", "title"): "title",
    ("url", "news", "publication_date"): "published",
    ("url", "news", "publication", "language"): "language",
    ("sitemap", "loc"): "loc",
    ("sitemap", "lastmod"): "changed",
}


class Located(msgspec.Struct):
    """One `<url>` or `<sitemap>`, as it is written."""

    loc: str = ""
    changed: str = ""
    title: str = ""
    published: str = ""
    language: str = ""


class Sitemap(msgspec.Struct):
    """A sitemap, or the sitemap of sitemaps, as it is written.

    Attributes:
        whole: False when the document breaks off; what stands before is here.
        beyond: elements past `ADDRESSES_LIMIT`.
    """

    located: list[Located]
    whole: bool = True
    beyond: int = 0


class _Reader:
    """What expat calls."""

    def __init__(self) -> None:
        self.found = Sitemap(located=[])
        self._path: list[str] = []
        self._field: str | None = None
        self._text: list[str] = []
        self._size = 0
        self._now = Located()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self._path.append(name.rpartition(":")[2])
        if len(self._path) > _DEEPEST:
            raise ValueError("too deep")
        if len(self._path) == 2:
            self._now = Located()
        self._field = _FIELDS.get(tuple(self._path[1:]))
        self._text, self._size = [], 0

    def said(self, text: str) -> None:
        if self._field is not None and self._size < _LONGEST:
            self._text.append(text)
            self._size += len(text)

    def closed(self, name: str) -> None:
        del name
        if self._field is not None:
            setattr(self._now, self._field, "".join(self._text)[:_LONGEST].strip())
            self._field = None
        self._path.pop()
        if len(self._path) == 1:
            if len(self.found.located) < ADDRESSES_LIMIT:
                self.found.located.append(self._now)
            else:
                self.found.beyond += 1


def read_addresses(text: str) -> Sitemap:
    """Return what a sitemap holds, up to where it can be read; never raises.

    Args:
        text: from `connectors.parsing.xml_prolog.prepare`: no entity of it can grow.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.opened
    parser.CharacterDataHandler = reader.said
    parser.EndElementHandler = reader.closed
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own positional form
    except (expat.ExpatError, ValueError):
        reader.found.whole = False
    return reader.found
