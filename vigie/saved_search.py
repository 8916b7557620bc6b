"""A search that someone keeps under a name: opened again, shared, followed by a feed or alerts.

It is a paper of kind `SEARCH`, whose key never changes. What it asks is the question of a list's
address (« ?q=…&topic=… »), so that whatever can be looked at can be kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

#: Kinds of the papers that hold these values.
SEARCH: Final = "search"
VISIT: Final = "search_visit"

#: How an alert speaks: of each mention, once in so many hours, or of so many within so many hours.
PACES: Final = ("each", "digest", "floor")


class SearchAlert(msgspec.Struct, frozen=True, kw_only=True):
    """How a saved search alerts.

    Attributes:
        since: when it was turned on: what was heard before is told by no alert.
        pace: one of `PACES`.
        mentions: of a floor, how many.
        hours: of a digest, its length; of a floor, the time that they come in and the silence
            that follows an alert.
        targets: names of the settings' targets; empty for all of them.
        severity: "urgent", "normal" or "low".
    """

    since: datetime
    pace: str = "each"
    mentions: int = 1
    hours: int = 24
    targets: tuple[str, ...] = ()
    severity: str = "normal"


class SavedSearch(msgspec.Struct, frozen=True, kw_only=True):
    """One saved search.

    Attributes:
        name: as its owner calls it.
        owner: name of the actor who keeps it.
        question: what follows "?" in the address of its list; no page, no bookmark.
        towns: slugs of the towns that it is asked of, never empty.
        shared: whether whoever sees all of these towns sees it; only its owner otherwise.
        feed: SHA-256, in hexadecimal, of the secret in its feed's address; "" without a feed.
        alert: None while it alerts nobody.
    """

    name: str
    owner: str
    question: str
    towns: tuple[str, ...]
    shared: bool = False
    feed: str = ""
    alert: SearchAlert | None = None


class SearchVisit(msgspec.Struct, frozen=True, kw_only=True):
    """When someone last opened a saved search."""

    at: datetime
