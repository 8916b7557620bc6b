"""What is asked of a Lemmy instance, page by page. Pure.

Source: Lemmy 0.19's HTTP API v3 (`/post/list`, `/comment/list`, `/search`): newest first by
date, fifty a page; those that are pinned come before all others on the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal
from urllib.parse import urlencode

import msgspec

from connectors.lemmy.posts import View, edited_at

#: Items in one page, the most that the API gives.
PAGE: Final = 50
#: Pages walked at most, in a feed of which nothing is known and afterwards.
_FIRST_PAGES: Final = 4
_PAGES: Final = 20


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one feed was left.

    Attributes:
        seen: highest id of which all that came before was read.
        edited: Unix second of the last edition read.
        reaching: highest id met by a walk that is not over; it becomes `seen`.
        reworked: the same for `edited`.
        page: the walk's next page.
    """

    seen: int = 0
    edited: float = 0.0
    reaching: int = 0
    reworked: float = 0.0
    page: int = 1


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A community, or a search; posts and comments are asked for apart.

    Attributes:
        key: its name in the cursor.
        name: the community's or the words, for a person.
        path: after `/api/v3/`.
        query: what is asked, but for the page.
    """

    key: str
    name: str
    path: Literal["post/list", "comment/list", "search"]
    query: dict[str, str]

    def url(self, base: str, place: Place) -> str:
        """Return the address of the next page."""
        asked = {**self.query, "sort": "New", "limit": PAGE, "page": place.page}
        return f"{base}/api/v3/{self.path}?{urlencode(asked)}"


def feeds(communities: Iterable[str], words: Iterable[str]) -> tuple[Feed, ...]:
    """Return the feeds of these communities, then of these searches."""
    found: list[Feed] = []
    for name in communities:
        query = {"community_name": name, "type_": "All"}
        found.append(Feed(key=f"posts !{name}", name=name, path="post/list", query=query))
        found.append(Feed(key=f"comments !{name}", name=name, path="comment/list", query=query))
    for word in words:
        for kind in ("Posts", "Comments"):
            query = {"q": word, "type_": kind, "listing_type": "All"}
            found.append(Feed(key=f"{kind.lower()} {word}", name=word, path="search", query=query))
    return tuple({feed.key: feed for feed in found}.values())


def news(place: Place, given: Sequence[View]) -> list[View]:
    """Return what was not read yet, or was edited since, oldest first."""
    fresh = (v for v in given if v.entry.id > place.seen or edited_at(v) > place.edited)
    return list(reversed(list(fresh)))


def onward(place: Place, given: Sequence[View], count: int) -> tuple[Place, bool]:
    """Return the place after a page, and whether the walk goes on.

    It ends at a page on which nothing is new, not at the first item that is known: some are
    pinned, and ids rise with the moment at which the instance heard of a post, which may be
    long after its date.

    Args:
        place: before the page.
        given: its items that could be read.
        count: of all its items.
    """
    reaching = max([place.reaching, place.seen, *(v.entry.id for v in given)])
    reworked = max([place.reworked, place.edited, *map(edited_at, given)])
    stale = bool(given) and all(v.entry.id <= place.seen for v in given)
    most = _PAGES if place.seen else _FIRST_PAGES
    if count < PAGE or stale or place.page >= most:
        return Place(seen=reaching, edited=reworked), False
    further = Place(
        seen=place.seen,
        edited=place.edited,
        reaching=reaching,
        reworked=reworked,
        page=place.page + 1,
    )
    return further, True
