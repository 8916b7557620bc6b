"""The filters beside the trends: the same as the list's, each value with its count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.query import Bucket, Query
from webapp.mentions.asked import Asked
from webapp.mentions.facets import Namer
from webapp.place_names import place_names
from webapp.reader import Reader
from webapp.site import Site
from webapp.trends.asked import scoped

_MOST: Final = 8
#: Filters offered; the others of the list are kept when its address brings them.
_OFFERED: Final = (
    "topic",
    "sentiment",
    "intent",
    "service_category",
    "district",
    "author_role",
    "language",
    "source",
)


class Choice(NamedTuple):
    """A value of a filter: its name, its count, where choosing it leads."""

    name: str
    figure: str
    chosen: bool
    address: str


class Filter(NamedTuple):
    """A filter with its values."""

    name: str
    choices: tuple[Choice, ...]


async def filters(
    site: Site,
    reader: Reader,
    asked: Asked,
    bounds: Query,
    address: Callable[[Asked], str],
) -> list[Filter]:
    """Return the filters; one in force does not hide the other values of its own field.

    Args:
        site: whose store is asked.
        reader: who reads.
        asked: words and filters in force.
        bounds: its `since` and `until` bind the counts.
        address: of the same page for other words and filters.
    """
    towns = ("town",) if len(site.towns) > 1 else ()
    fields = tuple(dict.fromkeys((*_OFFERED, *towns, *asked.filters)))
    now = reader.moments().now

    async def counted(other: Asked, *names: str) -> dict[str, tuple[Bucket, ...]]:
        bound = replace(scoped(other, site.actor, now), since=bounds.since, until=bounds.until)
        return (await site.store.count(bound, names)).facets

    shown = await asyncio.gather(
        counted(asked, *(name for name in fields if name not in asked.filters)),
        *(counted(asked.without(name), name) for name in asked.filters),
    )
    facets = {name: buckets for each in shown for name, buckets in each.items()}
    ids = [bucket.value for bucket in facets.get("place", ())]
    namer = Namer(reader, place_names(reader.towns, ids))
    found = []
    for name in fields:
        choices = tuple(
            Choice(
                name=namer.name(name, bucket.value),
                figure=reader.number(bucket.count),
                chosen=asked.has(name, bucket.value),
                address=address(asked.toggled(name, bucket.value)),
            )
            for bucket in facets.get(name, ())
            if bucket.value
        )
        kept = tuple(c for place, c in enumerate(choices) if place < _MOST or c.chosen)
        if kept:
            found.append(Filter(reader.say(f"field.{name}"), kept))
    return found
