"""Kept posts of Reddit, asked about again: which are gone, which were edited. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from connectors.api.posts import Posts
from connectors.reddit.listing import MOST
from connectors.reddit.things import Listing, fullname, to_events
from vigie.post import Deleted, Event

#: Any edition differs from it: what comes back edited is said again, what is gone too.
_FIRST: Final = 0


def nameable(native_ids: Sequence[str]) -> list[str]:
    """Return those that Reddit can be asked about, at most a hundred."""
    return [name for name in native_ids if fullname(name)][:MOST]


def info_path(names: Sequence[str]) -> str:
    """Return the address that tells about these things, from the API's root."""
    return f"/api/info?{urlencode({'id': ','.join(names), 'raw_json': '1'})}"


def look_again(
    names: Sequence[str], listing: Listing, posts: Posts, source: str, now: datetime
) -> list[Event]:
    """Return what became of these things: deleted, edited, or nothing.

    What the answer leaves out is gone, unless an item of it could not be read: it may be that
    one.
    """
    asked = dict.fromkeys(names, _FIRST)
    told = [thing for thing in listing.things if thing.name in asked]
    events = to_events(told, asked, posts, source, now)
    if not listing.rejected:
        missing = asked.keys() - {thing.name for thing in told}
        events += [Deleted(source=source, native_id=name, at=now) for name in sorted(missing)]
    return events
