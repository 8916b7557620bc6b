"""A feed's bytes → its document, whatever its format, or one clear refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from connectors.feed.dialect import PLAIN, Dialect
from connectors.feed.document import FeedDocument
from connectors.feed.encoding import decode
from connectors.feed.entry_identity import identify
from connectors.feed.json_feed import parse_json
from connectors.feed.xml_feed import parse_xml
from connectors.parsing.xml_prolog import prepare
from connectors.phpbb.entries import PHPBB
from vigie.errors import InvalidInput
from vigie.say import Say

_WEB_PAGE: Final = Say(
    "Cette adresse donne une page Web, pas un fil RSS, Atom ou JSON Feed.",
    "This address gives a web page, not an RSS, Atom or JSON feed.",
)
_SITE_MAP: Final = Say(
    "Cette adresse donne un plan de site (sitemap), pas un fil RSS, Atom ou JSON Feed.",
    "This address gives a sitemap, not an RSS, Atom or JSON feed.",
)
_EMPTY: Final = Say("La réponse est vide.", "The answer is empty.")
_JSON: Final = Say(
    "Ce document JSON n’est pas un fil JSON Feed : « version » ou « items » manque.",
    "This JSON document is not a JSON Feed: “version” or “items” is missing.",
)
_UNKNOWN: Final = Say(
    "Ce contenu n’est pas un fil RSS, Atom ou JSON Feed.",
    "This content is not an RSS, Atom or JSON feed.",
)
_BROKEN: Final = Say("Ce fil est trop abîmé pour être lu.", "This feed is too broken to be read.")
_REFUSED_ROOTS: Final = {
    "html": _WEB_PAGE,
    "head": _WEB_PAGE,
    "body": _WEB_PAGE,
    "urlset": _SITE_MAP,
    "sitemapindex": _SITE_MAP,
}


_DIALECTS: Final[Mapping[str, Dialect]] = {"": PLAIN, "phpbb": PHPBB}


def read_feed(body: bytes, headers: Mapping[str, str], url: str, dialect: str = "") -> FeedDocument:
    """Read a feed. Pure; it takes time in proportion to `body`, on the CPU.

    Args:
        body: decompressed bytes of the answer.
        headers: the answer's, names in lower case; only content-type is used.
        url: the address that answered, for relative links.
        dialect: "" or "phpbb".

    Raises:
        InvalidInput: it is no feed; the sentence says what it is instead.
    """
    text = decode(body, headers.get("content-type", ""))
    if not text.strip("\x00 \t\r\n"):
        raise InvalidInput(_EMPTY, where=url)
    if text.lstrip()[:1] in {"{", "["}:
        feed = parse_json(text, url)
        if feed is None:
            raise InvalidInput(_JSON, where=url)
        return identify(feed, url)
    return _read_xml(text, url, _DIALECTS[dialect])


def _read_xml(text: str, url: str, dialect: Dialect) -> FeedDocument:
    root, safe = prepare(text)
    if root in _REFUSED_ROOTS:
        raise InvalidInput(_REFUSED_ROOTS[root], where=url)
    if not root:
        raise InvalidInput(_UNKNOWN, where=url)
    try:
        feed = parse_xml(safe, url, dialect)
    except MemoryError:
        raise  # the process that parses says so itself
    except Exception as error:  # the parser lets through whatever its handlers meet
        raise InvalidInput(_BROKEN, where=url) from error
    if feed is None:
        raise InvalidInput(_UNKNOWN, where=url)
    return identify(feed, url)
