"""The listings that a source reads: communities, their comments, searches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

import msgspec

from connectors.reddit.listing import MOST
from connectors.reddit.settings import RedditSettings
from connectors.search_phrases import packed, quoted, town_phrases
from vigie.town import Town

#: A query longer than this is refused by Reddit's search.
_LONGEST_QUERY: Final = 500


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One listing, newest first.

    Attributes:
        key: of its walk in the cursor.
        label: for a person ("r/troisrivieres").
        path: from the root of the API, or of the site when it has no key.
        query: its parameters.
    """

    key: str
    label: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    def json(self, after: str | None) -> str:
        """Return the address of one page of it in the API, from its root."""
        paging = (("after", after),) if after else ()
        fixed = (("limit", str(MOST)), ("raw_json", "1"))
        return f"{self.path}?{urlencode((*self.query, *fixed, *paging))}"

    def rss(self) -> str:
        """Return the address of its Atom feed, from the site's root."""
        suffix = ".rss" if self.path == "/search" else "/.rss"
        return f"{self.path}{suffix}?{urlencode((*self.query, ('limit', str(MOST))))}"


def routes(settings: RedditSettings, towns: Iterable[Town]) -> tuple[Route, ...]:
    """Return the listings of a source, each once."""
    found = []
    for name in settings.subreddits:
        found.append(_community(name, "new"))
        if settings.comments:
            found.append(_community(name, "comments"))
    if settings.search:
        words = settings.words or town_phrases(towns)
        found += [_search(q) for q in packed([quoted(w) for w in words], _LONGEST_QUERY)]
    return tuple(found)


def _community(name: str, listing: str) -> Route:
    return Route(key=f"{listing}:{name.lower()}", label=f"r/{name}", path=f"/r/{name}/{listing}")


def _search(query: str) -> Route:
    parameters = (("q", query), ("sort", "new"), ("type", "link"))
    return Route(key=f"search:{query}", label=query, path="/search", query=parameters)
