"""RSS 0.9x, 1.0 and 2.0, and Atom: text of the document → raw entries, with feedparser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import feedparser
import msgspec

from connectors.feed.dialect import PLAIN, Dialect
from connectors.feed.document import ENTRIES_LIMIT, RawEntry, RawFeed, unreadable
from connectors.feed.entry_fields import attachment, language_code, point, whole_number
from connectors.markup import one_line, plain, to_text
from vigie.post import Media, Point

# Syndication 1.0: an unknown word (« always », « dayly » are met) is no period at all.
_PERIODS: Final = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_TEXTUAL: Final = frozenset({"text/plain", "text/html", "application/xhtml+xml"})
# Modules whose handlers in feedparser raise on a broken number or a stray end tag.
_FRAGILE: Final = re.compile(r"(</?)(?=(?:gml|georss|media):)", re.IGNORECASE)
# An Atom text without its type is plain by the letter, and HTML in many a feed.
_MARKUP: Final = re.compile(
    r"</(?:p|a|div|span|b|i|em|strong|ul|ol|li|h[1-6]|script|style)\s*>|<br\s*/?>|<img\s",
    re.IGNORECASE,
)


def parse_xml(text: str, url: str, dialect: Dialect = PLAIN) -> RawFeed | None:
    """Return what feedparser finds in `text`, None when that is no feed.

    feedparser is given bytes, never an address: it fetches nothing. An ill-formed document
    still gives its entries.

    Args:
        text: from `connectors.parsing.xml_prolog.prepare`.
        url: where it came from, for relative links.
        dialect: how its entries are mended.
    """
    try:
        parsed = _feedparser(text)
    except (ValueError, TypeError, KeyError):
        # Better without these modules than to lose the whole document.
        parsed = _feedparser(_FRAGILE.sub(r"\1no-", text))
    entries = parsed["entries"]
    if not entries and not parsed.get("version"):
        return None
    spoken = dict(parsed["feed"])
    feed = RawFeed(
        format=parsed.get("version") or "xml",
        beyond=max(0, len(entries) - ENTRIES_LIMIT),
        every=_asked_interval(spoken),
    )
    language = language_code(spoken.get("language"))
    for position, entry in enumerate(entries[:ENTRIES_LIMIT], start=1):
        plain_entry = dict(entry)
        try:
            spoken_entry = _mended(plain_entry, dialect)
            raw = _raw(position, spoken_entry, language, url)
            feed.entries.append(dialect.finish(spoken_entry, raw, url))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            # feedparser promises no types: a field of another shape spoils its entry alone.
            feed.unusable.append(unreadable(position, _as_bytes(plain_entry)))
    return feed


def _feedparser(text: str) -> dict[str, Any]:
    # Not told the document's address, feedparser leaves relative links to us; with it, it
    # would make an address of « <guid>12</guid> » too, another one once the feed has moved.
    headers = {"content-type": "application/xml; charset=utf-8"}
    # Markup is cleaned by `connectors.markup`; doing it here too would double the time.
    parsed: dict[str, Any] = feedparser.parse(
        text.encode(), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return parsed


def _mended(entry: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    contents = [
        {**detail, "value": dialect.markup(_text(detail.get("value")))}
        for detail in entry.get("content") or ()
    ]
    if dialect is PLAIN or not contents:
        return entry
    # feedparser gives the content as the summary too, as it was.
    return {**entry, "content": contents, "summary_detail": {}, "summary": ""}


def _raw(position: int, entry: dict[str, Any], language: str | None, base: str) -> RawEntry:
    title = entry.get("title_detail") or {"type": "text/html", "value": entry.get("title")}
    return RawEntry(
        position=position,
        id=plain(_text(entry.get("id")), 4096),
        link=_link(entry),
        title=one_line(_read(title), is_markup=False),
        text=_body(entry),
        author=one_line(_author(entry), 200),
        published=_moment(entry, "published_parsed", "created_parsed", "updated_parsed"),
        updated=_moment(entry, "updated_parsed"),
        language=_language(entry) or language,
        point=_place(entry),
        media=_media(entry, base),
        in_reply_to=_answered(entry),
        replies=whole_number(entry.get("slash_comments")),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _body(entry: dict[str, Any]) -> str:
    # The longest wins: a content cut short by a quote never closed must not hide its summary.
    details = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    texts = [_read(detail) for detail in details if detail.get("type") in _TEXTUAL]
    return max(texts, key=len, default="") or to_text(_text(entry.get("summary")))


def _read(detail: Mapping[str, Any]) -> str:
    value = _text(detail.get("value"))
    is_plain = detail.get("type") == "text/plain" and not _MARKUP.search(value)
    return plain(value) if is_plain else to_text(value)


def _link(entry: dict[str, Any]) -> str:
    link, guid = _text(entry.get("link")), _text(entry.get("id"))
    if link and (link != guid or link.startswith(("http://", "https://"))):
        return plain(link, 8192)
    # feedparser keeps as `link` only those of type text/html; some feeds give another.
    for other in entry.get("links") or ():
        if other.get("rel") in {"alternate", "related", "via"} and _text(other.get("href")):
            return plain(other["href"], 8192)
    return ""


def _author(entry: dict[str, Any]) -> str:
    detail = entry.get("author_detail") or {}
    return _text(detail.get("name")) or _text(entry.get("author")) or _text(detail.get("email"))


def _moment(entry: dict[str, Any], *names: str) -> datetime | None:
    for name in names:
        parsed = entry.get(name)
        if parsed:
            try:
                year, month, day, hour, minute, second = parsed[:6]
                # A leap second is written 60, which Python's clock does not know.
                return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, OverflowError):
                continue
    return None


def _language(entry: dict[str, Any]) -> str | None:
    details = [
        *(entry.get("content") or ()),
        entry.get("summary_detail"),
        entry.get("title_detail"),
    ]
    codes = (language_code(detail.get("language")) for detail in details if detail)
    return language_code(entry.get("language")) or next((code for code in codes if code), None)


def _place(entry: dict[str, Any]) -> Point | None:
    where = entry.get("where")
    if isinstance(where, Mapping) and where.get("type") == "Point":
        longitude, latitude, *_ = where["coordinates"]
        return point(latitude, longitude)
    return point(entry.get("geo_lat"), entry.get("geo_long"))


def _media(entry: dict[str, Any], base: str) -> tuple[Media, ...]:
    enclosures = [link for link in entry.get("links") or () if link.get("rel") == "enclosure"]
    found = [attachment(link.get("href"), base, link.get("type")) for link in enclosures]
    contents = entry.get("media_content") or ()
    found += [attachment(content.get("url"), base, content.get("type")) for content in contents]
    unique = {media.url: media for media in found if media}
    return tuple(unique.values())


def _answered(entry: dict[str, Any]) -> str:
    reply = entry.get("thr_in-reply-to") or entry.get("in-reply-to")
    if not isinstance(reply, Mapping):
        return _text(reply)
    return _text(reply.get("ref")) or _text(reply.get("href"))


def _asked_interval(feed: dict[str, Any]) -> int | None:
    period = _PERIODS.get(_text(feed.get("sy_updateperiod")).strip().lower())
    if period is not None:
        return period // max(1, whole_number(feed.get("sy_updatefrequency")) or 1)
    minutes = whole_number(feed.get("ttl"))
    return minutes * 60 if minutes else None


def _as_bytes(entry: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(entry, enc_hook=str)
    except (UnicodeEncodeError, TypeError, ValueError):
        return repr(sorted(entry)).encode("utf-8", "replace")
