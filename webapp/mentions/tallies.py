"""What the list page asks the store: a page of answers and every count around it.

Counts look at the newest `MOST` answers at most: a filter is no more useful for being exact, and
the page stays quick however much a store holds. The number of answers is exact up to `COUNTED`,
beyond which the page says « Au moins 5 000 »; that of emergencies always is, but up to `URGENT`
when they are searched by words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.contracts import Store
from vigie.labels import STATUSES
from vigie.query import ROUTE_AND_STATUS, Bucket, Counts, Found, Query
from webapp.mentions.asked import ACTIONABLE, OPEN, Asked

#: Answers that the counts look at, at most.
MOST: Final = 2_000
#: Answers that are counted one by one, at most; beyond, the page says that there are more.
COUNTED: Final = 5_000
#: Emergencies that answer to words, at most: words are looked up mention by mention.
URGENT: Final = 100


class Figure(NamedTuple):
    """A number of mentions; with `floor`, there may be more."""

    number: int
    floor: bool = False


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
    views: dict[str, Figure]
    emergencies: Figure
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
    found = await store.search(replace(asked.query(now), most=COUNTED))
    first = asked.varied()
    held = [name for name in fields if name in asked.filters]
    free = [name for name in fields if name not in held]
    # What each view holds is told by one pass over the list of them all.
    passes = {"all": [ROUTE_AND_STATUS]}
    passes[asked.view] = [*passes.get(asked.view, ()), *free]
    apart, (staged, *counted) = await asyncio.gather(
        _urgent_apart(store, first, now, known=found.total < MOST),
        asyncio.gather(
            *(_count(store, first.varied(view=view), now, told) for view, told in passes.items()),
            *(_count(store, first.without(name), now, [name]) for name in held),
        ),
    )
    of = {name: counts for counts in (staged, *counted) for name in counts.facets}
    return Tallies(
        found=found,
        facets={name: of[name].facets[name] for name in fields},
        views=await _views(store, first, now, found, staged),
        emergencies=apart or await _emergencies(store, first, now, staged),
        everywhere=found.total or (await store.count(Query(most=1))).total,
        partly=any(of[name].total == MOST for name in fields),
    )


def urgent(asked: Asked) -> Asked:
    """Return the emergencies of a list that nobody has closed."""
    return asked.varied(view="todo", filters={**asked.filters, "route": ("emergency",)})


async def _views(
    store: Store, asked: Asked, now: datetime, found: Found, staged: Counts
) -> dict[str, Figure]:
    """Count each view, from what was counted already where that tells it."""
    floor = staged.total == MOST
    views = {
        "all": Figure(staged.total, floor=floor),
        "todo": Figure(_staged(staged, ACTIONABLE, OPEN), floor=floor),
        "follow": Figure(_staged(staged, ("monitor",)), floor=floor),
    }
    # Of « at least none » nobody learns whether there are any; what sleeps is not to do now.
    unsure = {view for view, figure in views.items() if figure == Figure(0, floor=True)}
    for view in (unsure | ({"todo"} if asked.hidden else set())) - {asked.view}:
        counts = await _count(store, asked.varied(view=view), now)
        views[view] = Figure(counts.total, floor=counts.total == MOST)
    return views | {asked.view: Figure(found.total, floor=found.capped)}


def _staged(
    counts: Counts, routes: Sequence[str], statuses: Sequence[str] = tuple(STATUSES)
) -> int:
    """Add up what has one of these routes and one of these statuses."""
    wanted = {f"{route}+{status}" for route in routes for status in statuses}
    return sum(b.count for b in counts.facets[ROUTE_AND_STATUS] if b.value in wanted)


async def _emergencies(store: Store, asked: Asked, now: datetime, staged: Counts) -> Figure:
    """Count what is urgent, be it old: among the newest only, it would be missed."""
    if staged.total < MOST:
        return Figure(_staged(staged, ("emergency",), OPEN))
    return await _urgent(store, asked, now)


async def _urgent_apart(store: Store, asked: Asked, now: datetime, *, known: bool) -> Figure | None:
    """Count what is urgent while the rest is counted, if that will not tell; else None.

    Args:
        store: read only.
        asked: the list.
        now: in the town's time zone.
        known: few enough answers are shown that the rest may tell.
    """
    if known and not asked.hidden and "route" not in asked.filters:
        return None
    return await _urgent(store, asked, now)


async def _urgent(store: Store, asked: Asked, now: datetime) -> Figure:
    most = URGENT if asked.words else None
    # One more than is told, to tell « 100 » from « Au moins 100 ».
    query = replace(urgent(asked).query(now), most=most and most + 1)
    counted = (await store.count(query)).total
    return Figure(min(counted, most or counted), floor=most is not None and counted > most)


async def _count(store: Store, asked: Asked, now: datetime, fields: Sequence[str] = ()) -> Counts:
    return await store.count(replace(asked.query(now), most=MOST), fields)
