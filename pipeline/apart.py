"""Keeps watched themes apart from mentions in every list that does not ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from vigie.contracts import Store
from vigie.query import And, Counts, Field, Found, Not, Query, asks_town
from vigie.theme import Theme


class Apart:
    """A store whose answers hold no theme's posts, unless the question names its town field.

    All else is the store's own.

    Args:
        store: the installation's.
        themes: what is followed beside mentions; at least one.
    """

    def __init__(self, store: Store, themes: Sequence[Theme]) -> None:
        self._store = store
        self._themes = Not(Field("town", tuple(theme.slug for theme in themes)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def search(self, query: Query) -> Found:
        """See `Store.search`."""
        return await self._store.search(self._mentions(query))

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """See `Store.count`."""
        return await self._store.count(self._mentions(query), facets, every)

    def _mentions(self, query: Query) -> Query:
        if query.where is None:
            return replace(query, where=self._themes)
        if asks_town(query.where):
            return query
        return replace(query, where=And((query.where, self._themes)))


def apart(store: Store, themes: Sequence[Theme]) -> Any:
    """Return the store as lists of mentions read it; the store itself when nothing is followed."""
    return Apart(store, themes) if themes else store
