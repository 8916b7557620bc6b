"""What the list page asks the store: a page of answers and every count around it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from vigie.contracts import Store
from vigie.query import Bucket, Found, Query
from webapp.asked import VIEWS, Asked


class Tallies(NamedTuple):
    """The answers and their counts.

    Attributes:
        facets: field → values with their counts; a filter in force does not hide the
            other values of its own field.
        views: view → how many mentions it holds, with the same words, filters and period.
        emergencies: how many emergencies nobody has closed.
        everywhere: how many mentions there are at all, counted only when none is found.
    """

    found: Found
    facets: dict[str, tuple[Bucket, ...]]
    views: dict[str, int]
    emergencies: int
    everywhere: int


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
    free = [name for name in fields if name not in asked.filters]
    held = [name for name in fields if name in asked.filters]
    counted = await asyncio.gather(
        store.count(first.query(now), free),
        *(store.count(first.without(name).query(now), [name]) for name in held),
    )
    totals = await asyncio.gather(
        *(_total(store, first.varied(view=view), now) for view in VIEWS),
        _total(store, urgent(first), now),
    )
    facets = {name: buckets for counts in counted for name, buckets in counts.facets.items()}
    return Tallies(
        found=found,
        facets={name: facets.get(name, ()) for name in fields},
        views=dict(zip(VIEWS, totals, strict=False)),
        emergencies=totals[-1],
        everywhere=found.total or (await store.count(Query())).total,
    )


def urgent(asked: Asked) -> Asked:
    """Return the emergencies of a list that nobody has closed."""
    return asked.varied(view="todo", filters={**asked.filters, "route": ("emergency",)})


async def _total(store: Store, asked: Asked, now: datetime) -> int:
    return (await store.count(asked.query(now))).total
