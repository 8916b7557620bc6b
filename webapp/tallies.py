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
from webapp.asked import VIEWS, Asked

#: Answers that the counts look at, at most.
MOST: Final = 10_000


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
    first = asked.varied()
    free = [name for name in fields if name not in asked.filters]
    held = [name for name in fields if name in asked.filters]
    others = [view for view in VIEWS if view != asked.view]
    # First and alone: a question not understood is refused once, by the page of answers.
    found = await store.search(asked.query(now))
    counted, totals = await asyncio.gather(
        asyncio.gather(
            _count(store, first, now, free),
            *(_count(store, first.without(name), now, [name]) for name in held),
        ),
        asyncio.gather(
            *(_count(store, first.varied(view=view), now) for view in others),
            _count(store, urgent(first), now),
        ),
    )
    facets = {name: buckets for counts in counted for name, buckets in counts.facets.items()}
    views = {view: counts.total for view, counts in zip(others, totals, strict=False)}
    return Tallies(
        found=found,
        facets={name: facets.get(name, ()) for name in fields},
        views={view: views.get(view, found.total) for view in VIEWS},
        emergencies=totals[-1].total,
        everywhere=found.total or (await store.count(Query())).total,
        partly=any(counts.total == MOST for counts in counted),
    )


def urgent(asked: Asked) -> Asked:
    """Return the emergencies of a list that nobody has closed."""
    return asked.varied(view="todo", filters={**asked.filters, "route": ("emergency",)})


async def _count(store: Store, asked: Asked, now: datetime, fields: Sequence[str] = ()) -> Counts:
    return await store.count(replace(asked.query(now), most=MOST), fields)
