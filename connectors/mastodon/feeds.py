"""What is asked of a Mastodon instance, page by page. Pure.

Source: Mastodon's documentation, methods timelines and search. One hashtag a request: where
the one in the path is not known to the instance the answer is empty, whatever `any[]` names,
and the `Link` header forgets `any[]` (mastodon/mastodon, tag_controller.rb).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from connectors.mastodon.progress import PAGE, Place

_LINK: Final = re.compile(r'<([^<>]{1,2000})>\s{0,5};\s{0,5}rel="?(prev|next)"?')
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RAW_ID: Final = re.compile(rb'"id"\s{0,5}:\s{0,5}"([A-Za-z0-9_-]{1,64})"')


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A hashtag's timeline, or the answer to a search.

    Attributes:
        key: its name in the cursor.
        word: the hashtag, folded, or the words searched for.
        is_search: which of the two.
    """

    key: str
    word: str
    is_search: bool = False

    def url(self, base: str, place: Place) -> str:
        """Return the address of the page that comes after `place`."""
        asked: dict[str, str | int] = {"limit": PAGE}
        if place.seen:
            asked["min_id"] = place.seen
        elif place.before:
            asked["max_id"] = place.before
        if self.is_search:
            asked = {"q": f'"{self.word}"', "type": "statuses", **asked}
            return f"{base}/api/v2/search?{urlencode(asked)}"
        return f"{base}/api/v1/timelines/tag/{quote(self.word, safe='')}?{urlencode(asked)}"


def feeds(tags: Iterable[str], words: Iterable[str]) -> tuple[Feed, ...]:
    """Return the feeds of these hashtags, then of these searches."""
    timelines = [Feed(key=f"#{tag}", word=tag) for tag in tags]
    clean = [" ".join(word.replace('"', " ").split()) for word in words]
    searches = [Feed(key=f"?{word}", word=word, is_search=True) for word in clean if word]
    return tuple({feed.key: feed for feed in (*timelines, *searches)}.values())


def turned(given: tuple[Feed, ...], turn: int) -> tuple[Feed, ...]:
    """Return the same feeds, beginning with another, so that none is always the last."""
    start = turn % len(given) if given else 0
    return given[start:] + given[:start]


def ends(raws: list[bytes], link: str) -> tuple[str, str]:
    """Return the ids of the newest and oldest items of a page, "" when it is empty.

    They are in the `Link` header, and else in the items, newest first.
    """
    if not raws:
        return "", ""
    found = {direction: url.partition("?")[2] for url, direction in _LINK.findall(link[:4_000])}
    newest = _named(found.get("prev", ""), "min_id") or _id(raws[0])
    return newest, _named(found.get("next", ""), "max_id") or _id(raws[-1])


def _named(query: str, key: str) -> str:
    value = dict(parse_qsl(query)).get(key, "")
    return value if _ID.fullmatch(value) else ""


def _id(raw: bytes) -> str:
    found = _RAW_ID.search(raw[:1_000])
    return found.group(1).decode("ascii") if found else ""
