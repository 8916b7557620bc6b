"""What Facebook's and Instagram's addresses tell. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs

from connectors.recognition.recognised import Recognised, nothing
from connectors.recognition.source_notes import GROUPS, OWN_PAGE

# Only these forms hold a page's number: that of a photo, a video or an event is another.
_NUMBERED: Final = re.compile(
    r"/(?:(?:pages|people|pg)/[^/]{1,200}/(\d{5,30})|(?:p/)?(?:[^/]{1,200}-)?(\d{5,30}))/?"
)
_TAG: Final = re.compile(r"/explore/tags/(\w{1,100})(?:/|$)")
_NOT_ACCOUNTS: Final = frozenset(
    {"", "p", "reel", "reels", "tv", "stories", "explore", "accounts", "direct"}
)


def facebook(parts: SplitResult) -> tuple[Recognised, ...]:
    """Return a page, with its number where the address shows it; a group cannot be heard."""
    if parts.path.startswith("/groups/"):
        return (nothing(GROUPS),)
    found = _NUMBERED.fullmatch(parts.path)
    number = (found.group(1) or found.group(2)) if found else _asked_for(parts)
    settings = {**({"page_id": number} if number else {}), "own": True}
    return (Recognised(kind="facebook", settings=settings, note=OWN_PAGE),)


def instagram(parts: SplitResult) -> tuple[Recognised, ...]:
    """Return the town's account, whose number no address shows, or one that follows a hashtag."""
    tag = _TAG.match(parts.path)
    if tag:
        return (Recognised(kind="instagram", settings={"tags": [tag.group(1)]}),)
    name = parts.path.strip("/").partition("/")[0]
    named = re.fullmatch(r"[\w.]{1,60}", name) and name not in _NOT_ACCOUNTS
    return (Recognised(kind="instagram", settings={"username": name} if named else {}),)


def _asked_for(parts: SplitResult) -> str:
    """Return the number in `profile.php?id=…` and the like, "" when there is none."""
    try:
        id_ = parse_qs(parts.query).get("id", [""])[0]
    except ValueError:
        return ""
    return id_ if re.fullmatch(r"[0-9]{5,30}", id_) else ""
