"""A YouTube notification's bytes → the videos that are new or changed, and those gone. Pure.

Sources: developers.google.com/youtube/v3/guides/push_notifications; RFC 6721 for
`at:deleted-entry`, which comes when a video is deleted or made private.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

import msgspec

from connectors.feed.encoding import decode
from connectors.parsing.xml_prolog import prepare
from connectors.youtube.wire import usable
from vigie.errors import InvalidInput
from vigie.say import Say

#: A notification has about a kilobyte; more than this is none.
SIZE_LIMIT: Final = 262_144
_ENTRIES_LIMIT: Final = 50

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_YT: Final = "{http://www.youtube.com/xml/schemas/2015}"
_AT: Final = "{http://purl.org/atompub/tombstones/1.0}"
_REF: Final = "yt:video:"
_CHANNEL: Final = re.compile(r"/channel/(UC[\w-]{22})(?:[/?#]|$)")
_FRACTION: Final = re.compile(r"(\.\d{1,6})\d*")

_UNREADABLE: Final = Say("Notification illisible.", "Unreadable notification.")


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A video that was uploaded, or whose title or description was changed."""

    video: str
    channel: str
    published: datetime | None = None
    updated: datetime | None = None


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A video that is there no more; `channel` is "" where it is not said."""

    video: str
    channel: str = ""


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """What one call of the hub tells."""

    announced: tuple[Announced, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def read_notification(body: bytes, content_type: str = "") -> Notification:
    """Read a notification; any bytes may be given.

    Raises:
        InvalidInput: it is no Atom feed, or declares entities as an attack would.
    """
    if len(body) > SIZE_LIMIT:
        raise InvalidInput(_UNREADABLE)
    # No DOCTYPE of the caller is left in it: see `connectors.parsing.xml_prolog`.
    root_name, safe = prepare(decode(body, content_type))
    if root_name != "feed":
        raise InvalidInput(_UNREADABLE)
    root = _parse(safe)
    entries = root.findall(f"{_ATOM}entry")[:_ENTRIES_LIMIT]
    tombs = root.findall(f"{_AT}deleted-entry")[:_ENTRIES_LIMIT]
    return Notification(
        announced=tuple(found for found in map(_announced, entries) if found),
        withdrawn=tuple(found for found in map(_withdrawn, tombs) if found),
    )


def _parse(document: str) -> Element:
    # Measured on 260 kB of open tags, attributes or prefixes: expat takes 60 ms at most.
    parser = XMLParser()  # noqa: S314 - `prepare` has taken every entity that could harm out
    try:
        parser.feed(document)
        root: Element = parser.close()
    except (ParseError, ValueError) as error:
        raise InvalidInput(_UNREADABLE) from error
    return root


def _announced(entry: Element) -> Announced | None:
    video = (entry.findtext(f"{_YT}videoId") or "").strip()
    channel = (entry.findtext(f"{_YT}channelId") or "").strip()
    if not usable(video):
        return None
    return Announced(
        video=video,
        channel=channel,
        published=_moment(entry.findtext(f"{_ATOM}published")),
        updated=_moment(entry.findtext(f"{_ATOM}updated")),
    )


def _withdrawn(tomb: Element) -> Withdrawn | None:
    ref = (tomb.get("ref") or "").strip()
    video = ref.removeprefix(_REF)
    if not ref.startswith(_REF) or not usable(video):
        return None
    address = tomb.findtext(f"{_AT}by/{_AT}uri") or tomb.findtext(f"{_AT}by/{_ATOM}uri") or ""
    found = _CHANNEL.search(address)
    return Withdrawn(video=video, channel=found.group(1) if found else "")


def _moment(text: str | None) -> datetime | None:
    # Nanoseconds, which Python's clock does not know.
    plain = _FRACTION.sub(r"\1", (text or "").strip())
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
