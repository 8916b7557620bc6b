"""What the list page asks the store: a page of answers and every count around it.

Counts look at the newest `MOST` answers at most: a filter is no more useful for being exact, and
the page stays quick however much a store holds. The number of answers itself is always exact.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.contracts import Store
from vigie.query import Bucket, Counts, Found, Query
from webapp.mentions.asked import ACTIONABLE, VIEWS, Asked

#: Answers that the counts look at, at most.
MOST: Final = 5_000


class Tallies(NamedTuple):
    """The answers and their counts.

    Attributes:
        facets: field → values with their counts; a filter in force does not hide the
            other values of its own field.
        views: view → how many mentions it holds, with the same words, filters and period.
        emergencies: how many emergencies nobody has closed.
        everywhere: how many mentions there are at all, counted only when none is found.
        partly: whether the facets were counted among the newest `MOST` only.
    """

    found: Found
    facets: dict[str, tuple[Bucket, ...]]
    views: dict[str, int]
    emergencies: int
    everywhere: int
    partly: bool = False


async def ask(store: Store, asked: Asked, fields: Sequence[str], now: datetime) -> Tallies:
    """Ask the store, all questions at once.

    Args:
        store: read only.
        asked: the list.
        fields: names of the filters offered.
        now: in the town's time zone.

    Raises:
        InvalidInput: the words or the bookmark are not understood.
        Unavailable: the store is away.
    """
    # First and alone: a question not understood is refused once, by the page of answers.
    found = await store.search(asked.query(now))
    first = asked.varied()
    held = [name for name in fields if name in asked.filters]
    free = [name for name in fields if name not in held]
    to_do, *counted = await asyncio.gather(
        # By route, whatever route is asked for: what is to do and what is urgent in one question.
        _count(store, first.without("route").varied(view="todo"), now, ["route"]),
        _count(store, first, now, free),
        *(_count(store, first.without(name), now, [name]) for name in held),
    )
    of = {name: counts for counts in counted for name in counts.facets}
    return Tallies(
        found=found,
        facets={name: of[name].facets[name] for name in fields},
        views=await _views(store, first, now, total=found.total, to_do=to_do, routes=of["route"]),
        emergencies=await _emergencies(store, first, now, to_do),
        everywhere=found.total or (await store.count(Query())).total,
        partly=any(counts.total == MOST for counts in counted),
    )


def urgent(asked: Asked) -> Asked:
    """Return the emergencies of a list that nobody has closed."""
    return asked.varied(view="todo", filters={**asked.filters, "route": ("emergency",)})


async def _views(
    store: Store, asked: Asked, now: datetime, *, total: int, to_do: Counts, routes: Counts
) -> dict[str, int]:
    """Count each view, from what was counted already where that tells it."""
    views: dict[str, int] = {}
    if to_do.total < MOST or "route" not in asked.filters:
        views["todo"] = _of_routes(to_do, asked, ACTIONABLE)
    if asked.view == "all" and routes.total < MOST:
        views["follow"] = _of_routes(routes, asked, ("monitor",))
    views[asked.view] = total
    missing = [view for view in VIEWS if view not in views]
    counted = await asyncio.gather(
        *(_count(store, asked.varied(view=view), now) for view in missing)
    )
    return views | {view: each.total for view, each in zip(missing, counted, strict=True)}


def _of_routes(counts: Counts, asked: Asked, routes: Sequence[str]) -> int:
    """Add up the routes of a count, those that the list asks for."""
    wanted = asked.filters.get("route", routes)
    buckets = counts.facets["route"]
    return sum(b.count for b in buckets if b.value in routes and b.value in wanted)


async def _emergencies(store: Store, asked: Asked, now: datetime, to_do: Counts) -> int:
    if to_do.total == MOST:
        return (await _count(store, urgent(asked), now)).total
    return next((b.count for b in to_do.facets["route"] if b.value == "emergency"), 0)


async def _count(store: Store, asked: Asked, now: datetime, fields: Sequence[str] = ()) -> Counts:
    return await store.count(replace(asked.query(now), most=MOST), fields)
