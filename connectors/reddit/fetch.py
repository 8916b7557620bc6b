"""One page of one of Reddit's listings, from the API or, without a key, from RSS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.parsing.pool import ParsingPool
from connectors.reddit.access import RedditAccess, exhausted
from connectors.reddit.listing import read_listing
from connectors.reddit.recheck import info_path
from connectors.reddit.routes import Route
from connectors.reddit.rss import read_document
from connectors.reddit.things import Listing
from vigie.errors import InvalidInput


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A listing, and the seconds to wait before asking more, once the allowance is used up."""

    listing: Listing
    pause: float | None = None


class RedditFetch:
    """Fetches and reads listings; never raises.

    Args:
        access: asks Reddit.
        posts: makes the source's dead letters.
        pool: where Atom documents are parsed.
        has_key: whether there is an application's key.
    """

    def __init__(
        self, access: RedditAccess, posts: Posts, pool: ParsingPool, *, has_key: bool
    ) -> None:
        self._access = access
        self._posts = posts
        self._pool = pool
        self._has_key = has_key

    async def page(self, route: Route, anchor: str | None, now: datetime) -> Answered | Refusal:
        """Return the page of a listing that begins after `anchor`, or its newest."""
        if self._has_key:
            return await self._json(route.json(anchor), now)
        answer = await self._access.ask(route.rss(), now)
        if isinstance(answer, Refusal):
            return answer
        try:
            document = await self._pool.read(answer.body, answer.headers, answer.url)
        except InvalidInput as error:
            return Refusal(say=error.say)
        listing = read_document(document, self._posts, now)
        return Answered(listing=listing, pause=exhausted(answer.headers))

    async def about(self, names: Sequence[str], now: datetime) -> Answered | Refusal:
        """Return what Reddit tells about things by their names; needs a key."""
        return await self._json(info_path(names), now)

    async def _json(self, path: str, now: datetime) -> Answered | Refusal:
        answer = await self._access.ask(path, now)
        if isinstance(answer, Refusal):
            return answer
        try:
            listing = read_listing(answer.body, self._posts, now)
        except InvalidInput as error:
            return Refusal(say=error.say)
        return Answered(listing=listing, pause=exhausted(answer.headers))
