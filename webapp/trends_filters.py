"""The filters beside the trends: the same as the list's, each value with its count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.query import Bucket, Query
from webapp.asked import FILTERS, Asked
from webapp.reader import Reader
from webapp.site import Site
from webapp.trends_asked import scoped

_MOST: Final = 8


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
    fields = (*FILTERS, "town") if len(site.towns) > 1 else FILTERS

    async def counted(name: str) -> Sequence[Bucket]:
        now = reader.moments().now
        query = scoped(asked.without(name), site.actor, now)
        bound = replace(query, since=bounds.since, until=bounds.until)
        return (await site.store.count(bound, [name])).facets[name]

    shown = await asyncio.gather(*(counted(name) for name in fields))
    found = []
    for name, buckets in zip(fields, shown, strict=True):
        choices = tuple(
            Choice(
                name=reader.label(name, bucket.value),
                figure=reader.number(bucket.count),
                chosen=asked.has(name, bucket.value),
                address=address(asked.toggled(name, bucket.value)),
            )
            for bucket in buckets
            if bucket.value
        )
        kept = tuple(c for place, c in enumerate(choices) if place < _MOST or c.chosen)
        if kept:
            found.append(Filter(reader.say(f"field.{name}"), kept))
    return found
