"""The store as someone sees it: the mentions of their towns and no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from vigie.query import And, Clause, Counts, Field, Found, Or, Query
from webapp.site import Site


class OwnTowns:
    """A store that is only asked about some towns; all else is the store's own.

    Args:
        store: the installation's.
        towns: slugs of the towns.
        themes: slugs of what they follow beside, for questions that name the field "town".
    """

    def __init__(self, store: Any, towns: Sequence[str], themes: Sequence[str] = ()) -> None:
        self._store = store
        self._towns = Field("town", tuple(towns))
        self._all = Field("town", (*towns, *themes))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def search(self, query: Query) -> Found:
        """See `Store.search`."""
        found: Found = await self._store.search(self._bounded(query))
        return found

    async def count(
        self, query: Query, facets: Sequence[str] = (), every: str | None = None
    ) -> Counts:
        """See `Store.count`."""
        counted: Counts = await self._store.count(self._bounded(query), facets, every)
        return counted

    def _bounded(self, query: Query) -> Query:
        if query.where is None:
            return replace(query, where=self._towns)
        held = self._all if _asks_town(query.where) else self._towns
        return replace(query, where=And((*_parts(query.where), held)))


def own_store(site: Site) -> Any:
    """Return the store as the actor sees it; the store itself for who sees every town."""
    if site.actor is None or not site.actor.towns:
        return site.store
    return OwnTowns(
        site.store,
        [town.slug for town in site.towns],
        [theme.slug for theme in site.themes],
    )


def _parts(where: Clause) -> Sequence[Clause]:
    # Side by side, so that words still stand first in line of the question.
    return where.clauses if isinstance(where, And) else (where,)


def _asks_town(where: Clause) -> bool:
    match where:
        case Field(name="town"):
            return True
        case And(clauses=clauses) | Or(clauses=clauses):
            return any(map(_asks_town, clauses))
        case _:
            return False
