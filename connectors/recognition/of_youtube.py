"""What YouTube's addresses and pages tell. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from connectors.recognition.page_tags import tags
from connectors.recognition.recognised import Recognised, nothing
from connectors.recognition.source_notes import CHANNEL_HIDDEN, KEYLESS_VIDEOS

_ID: Final = re.compile(r"UC[A-Za-z0-9_-]{22}")
_IN_PATH: Final = re.compile(r"/channel/(UC[A-Za-z0-9_-]{22})(?:/|$)")
_FEED: Final = "https://www.youtube.com/feeds/videos.xml?channel_id="
_HOSTS: Final = re.compile(r"(?:.+\.)?(?:youtube\.com|youtu\.be)")


def youtube(parts: SplitResult) -> tuple[Recognised, ...]:
    """Return the channel that an address names; nothing when its page has to be read."""
    found = _IN_PATH.match(parts.path)
    id_ = found.group(1) if found else _asked_for(parts)
    if id_:
        return channel(id_)
    return () if parts.path.strip("/") else (Recognised(kind="youtube"),)


def channel(id_: str) -> tuple[Recognised, ...]:
    """Return a channel: by the API, or, without its comments, by the feed of its videos."""
    feed = Recognised(kind="feed", settings={"url": _FEED + id_}, note=KEYLESS_VIDEOS)
    return Recognised(kind="youtube", settings={"channels": [id_]}), feed


def is_youtube(host: str) -> bool:
    """Tell whether a page of this host may be a channel's."""
    return _HOSTS.fullmatch(host) is not None


def read_channel(page: str) -> tuple[Recognised, ...]:
    """Return the channel whose page this is: its feed, or its own address, names it."""
    for name, attributes in tags(page):
        if name == "link" and {"alternate", "canonical"} & set(attributes.get("rel", "").split()):
            parts = _parts(attributes.get("href", ""))
            found = _IN_PATH.match(parts.path)
            id_ = found.group(1) if found else _asked_for(parts)
        elif name == "meta" and attributes.get("itemprop") in {"identifier", "channelId"}:
            id_ = attributes.get("content", "")
        else:
            continue
        if _ID.fullmatch(id_):
            return channel(id_)
    return (nothing(CHANNEL_HIDDEN),)


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _asked_for(parts: SplitResult) -> str:
    if not parts.path.endswith("/videos.xml"):
        return ""
    try:
        id_ = parse_qs(parts.query).get("channel_id", [""])[0]
    except ValueError:
        return ""
    return id_ if _ID.fullmatch(id_) else ""
