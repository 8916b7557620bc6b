"""A sitemap's bytes → a document: the newest of its articles, or the sitemaps it leads to. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from connectors.addresses import LONGEST, canonical, host
from connectors.feed.document import FeedDocument, Part, RawEntry, RawFeed, Unusable
from connectors.feed.encoding import decode
from connectors.feed.entry_fields import language_code
from connectors.feed.entry_identity import identify
from connectors.markup import one_line
from connectors.parsing.xml_prolog import prepare
from connectors.sitemap.entries import Located, Sitemap, read_addresses
from vigie.errors import InvalidInput
from vigie.say import Say

#: Google's news sitemaps hold at most 1,000 addresses; of a longer one the newest are read.
NEWEST: Final = 1_000
#: Sitemaps of an index that are looked at, the newest first.
PARTS: Final = 1_000
#: What a `.xml.gz` may become; sitemaps.org allows 50 MB, news sitemaps take under one.
INFLATED: Final = 20_000_000

_GZIP: Final = b"\x1f\x8b"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.,]{4,16}(?:Z|[+-]\d\d:?\d\d)?)?")
_EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)

_EMPTY: Final = Say("La réponse est vide.", "The answer is empty.")
_FEED: Final = Say(
    'Cette adresse donne un fil : faites-en une source kind = "feed".',
    'This address gives a feed: make it a source of kind = "feed".',
)
_NO_SITEMAP: Final = Say(
    "Ce contenu n’est pas un plan de site (sitemap).", "This content is not a sitemap."
)
_BROKEN: Final = Say(
    "Ce plan de site est trop abîmé pour être lu.", "This sitemap is too broken to be read."
)
_TOO_LARGE: Final = Say(
    "Ce plan de site compressé est démesuré, ou abîmé ; il n’est pas lu.",
    "This compressed sitemap is oversized, or damaged; it is not read.",
)
_NO_ADDRESS: Final = Say(
    "Une entrée du plan de site n’a pas d’adresse Web.", "A sitemap entry has no web address."
)


def read_sitemap(body: bytes, headers: Mapping[str, str], url: str) -> FeedDocument:
    """Read a sitemap, a news sitemap or a sitemap index, compressed or not.

    Args:
        body: of the answer, perhaps a gzip file.
        headers: the answer's, names in lower case; only content-type is used.
        url: the address that answered.

    Raises:
        InvalidInput: it is no sitemap; the sentence says what it is instead.
    """
    if body.startswith(_GZIP):
        body = inflate(body)
    text = decode(body, headers.get("content-type", ""))
    if not text.strip("\x00 \t\r\n"):
        raise InvalidInput(_EMPTY, where=url)
    root, safe = prepare(text)
    if root not in {"urlset", "sitemapindex"}:
        raise InvalidInput(_FEED if root in {"rss", "feed", "rdf"} else _NO_SITEMAP, where=url)
    found = read_addresses(safe)
    if not found.whole and not found.located:
        raise InvalidInput(_BROKEN, where=url)
    return _index(found, url) if root == "sitemapindex" else _articles(found, url)


def inflate(body: bytes, limit: int = INFLATED) -> bytes:
    """Return what a gzip file holds, its first member.

    Raises:
        InvalidInput: it holds more than `limit` bytes, or is damaged.
    """
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = reader.decompress(body, limit + 1)
    except zlib.error as error:
        raise InvalidInput(_TOO_LARGE) from error
    if len(plain) > limit or not reader.eof:
        raise InvalidInput(_TOO_LARGE)
    return plain


def slug_title(url: str) -> str:
    """Return the words of an address's last part, for an article whose title is not known."""
    path = url.partition("?")[0].rstrip("/").split("/", 3)
    last = path[3].rpartition("/")[2] if len(path) > 3 else ""
    words = re.sub(r"\.\w{2,5}$", "", last).replace("-", " ").replace("_", " ").replace("+", " ")
    return one_line(" ".join(word for word in words.split() if not word.isdigit()))


def _index(found: Sitemap, url: str) -> FeedDocument:
    newest = sorted(found.located, key=lambda one: _moment(one.changed) or _EARLIEST, reverse=True)
    parts = [
        Part(address=one.loc, changed=_moment(one.changed))
        for one in newest[:PARTS]
        if canonical(one.loc) and len(one.loc) <= LONGEST and _same_site(one.loc, url)
    ]
    return FeedDocument(
        format="sitemapindex",
        parts=tuple(parts),
        beyond=max(0, len(newest) - PARTS) + found.beyond,
    )


def _articles(found: Sitemap, url: str) -> FeedDocument:
    placed = sorted(
        enumerate(found.located, 1), key=lambda one: _when(one[1]) or _EARLIEST, reverse=True
    )
    newest = placed[:NEWEST]
    feed = RawFeed(
        format="sitemap",
        entries=[_raw(place, one) for place, one in newest if canonical(one.loc)],
        unusable=[_unusable(place, one) for place, one in newest if not canonical(one.loc)],
        beyond=max(0, len(placed) - NEWEST) + found.beyond,
    )
    return identify(feed, url)


def _raw(position: int, one: Located) -> RawEntry:
    return RawEntry(
        position=position,
        link=one.loc,
        title=one_line(one.title),
        published=_moment(one.published),
        updated=_moment(one.changed),
        language=language_code(one.language),
    )


def _unusable(position: int, one: Located) -> Unusable:
    raw = f"{one.loc}\n{one.title}".encode("utf-8", "replace")
    return Unusable(where=f"url {position}", why=_NO_ADDRESS, raw=raw)


def _when(one: Located) -> datetime | None:
    return _moment(one.published) or _moment(one.changed)


def _moment(said: str) -> datetime | None:
    """Read a W3C date; a day without its hour is midnight UTC, less than a day is no date."""
    if not _DATE.fullmatch(said):
        return None
    try:
        moment = datetime.fromisoformat(said.replace(",", "."))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _same_site(address: str, url: str) -> bool:
    """sitemaps.org: an index leads to sitemaps of its own site; a subdomain may hold them."""
    one, other = host(address).removeprefix("www."), host(url).removeprefix("www.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
