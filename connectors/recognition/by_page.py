"""What an answer shows of what can be listened to: a feed, a sitemap, a forum, a channel. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from connectors.addresses import host
from connectors.feed.encoding import decode
from connectors.feed.json_feed import parse_json
from connectors.parsing.xml_prolog import root_name
from connectors.recognition.discovery import announced
from connectors.recognition.of_forums import phpbb_feed, read_discourse, read_phpbb
from connectors.recognition.of_youtube import is_youtube, read_channel
from connectors.recognition.page_tags import LOOKED_AT
from connectors.recognition.recognised import Recognised
from vigie.outbound import Fetched

_OTHER: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_FEEDS: Final = frozenset({"rss", "feed", "rdf"})
_SITEMAPS: Final = frozenset({"urlset", "sitemapindex"})


def text_of(answer: Fetched) -> str:
    """Return the beginning of an answer's text, "" when it is none.

    A compressed document (`.xml.gz`) is opened as far as it is looked at.
    """
    kind = answer.headers.get("content-type", "").lower()
    body = answer.body
    if body.startswith(b"\x1f\x8b"):
        body = _opened(body)
    elif kind.startswith(_OTHER) or body.startswith((b"%PDF", b"PK\x03\x04")):
        return ""
    return decode(body[:LOOKED_AT], kind)


def read_answer(answer: Fetched, text: str, asked: str) -> tuple[Recognised, ...]:
    """Return what an answer shows, the best first.

    Args:
        answer: of the 200s.
        text: its beginning, as `text_of` gives it.
        asked: the address that was asked, kept where a redirect is only of the moment.
    """
    url = answer.moved_to or asked
    if text.lstrip()[:1] == "{":
        return (_feed(url),) if _is_json_feed(answer) else ()
    root = root_name(text)
    if root in _SITEMAPS:
        return (Recognised(kind="sitemap", settings={"url": url}),)
    if root in _FEEDS:
        return (*phpbb_feed(url), _feed(url))
    return tuple(_page(text, answer.url)) if root else ()


def _feed(url: str, title: str = "") -> Recognised:
    return Recognised(kind="feed", settings={"url": url}, title=title)


def _page(text: str, url: str) -> Iterator[Recognised]:
    if is_youtube(host(url)):
        yield from read_channel(text)
        return
    feeds = announced(text, url)
    yield from read_discourse(text, url)
    yield from read_phpbb(text, url, [address for _, address in feeds])
    for title, address in feeds:
        yield _feed(address, title)


def _is_json_feed(answer: Fetched) -> bool:
    whole = decode(answer.body, answer.headers.get("content-type", ""))
    return parse_json(whole, answer.url) is not None


def _opened(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(body, LOOKED_AT)
    except zlib.error:
        return b""
