"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1): text of the document → raw entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin

from connectors.feed.document import ENTRIES_LIMIT, RawEntry, RawFeed, unreadable
from connectors.feed.entry_fields import attachment, language_code
from connectors.markup import one_line, plain, to_text
from vigie.post import Media

_VERSIONS: Final = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def parse_json(text: str, url: str) -> RawFeed | None:
    """Return the entries of a JSON Feed, None when `text` is none.

    Every field of a wrong type is read as absent; an item that is no object is unusable,
    the others pass.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    version = _text(document.get("version"))
    if not version.startswith(_VERSIONS):
        return None
    items = document["items"]
    following = _text(document.get("next_url"))
    feed = RawFeed(
        format="json" + version.rpartition("/")[2].replace(".", "")[:4],
        beyond=max(0, len(items) - ENTRIES_LIMIT),
        next_url=_absolute(url, following) if following else None,
    )
    for position, item in enumerate(items[:ENTRIES_LIMIT], start=1):
        if isinstance(item, dict):
            feed.entries.append(_raw(position, item, document, url))
        else:
            feed.unusable.append(unreadable(position, json.dumps(item).encode()))
    return feed


def _raw(position: int, item: dict[str, Any], feed: dict[str, Any], base: str) -> RawEntry:
    return RawEntry(
        position=position,
        id=plain(_id(item.get("id")), 4096),
        # `external_url` is where a link blog points; `url` is the post itself.
        link=plain(_text(item.get("url")) or _text(item.get("external_url")), 8192),
        title=one_line(_text(item.get("title")), is_markup=False),
        text=_body(item),
        author=one_line(_author(item) or _author(feed), 200),
        published=_moment(item.get("date_published")),
        updated=_moment(item.get("date_modified")),
        language=language_code(item.get("language")) or language_code(feed.get("language")),
        media=_media(item, base),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(value: Any) -> str:
    # The specification asks readers to coerce numbers.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else _text(value)


def _body(item: dict[str, Any]) -> str:
    markup, text = _text(item.get("content_html")), _text(item.get("content_text"))
    return to_text(markup) or plain(text) or plain(_text(item.get("summary")))


def _author(holder: dict[str, Any]) -> str:
    people = holder.get("authors")
    listed = people if isinstance(people, list) else []
    for person in [*listed, holder.get("author")]:
        if isinstance(person, dict) and (name := _text(person.get("name"))):
            return name
    return ""


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value).strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _media(item: dict[str, Any], base: str) -> tuple[Media, ...]:
    listed = item.get("attachments")
    found = [attachment(item.get("image"), base)]
    parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
    found += [
        attachment(one.get("url"), base, one.get("mime_type"), one.get("title")) for one in parts
    ]
    return tuple({media.url: media for media in found if media}.values())


def _absolute(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None
