"""Counts and texts of the two sides of a day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from vigie.comparison import Comparison, Reading, Readings, Side, Span, Windows
from vigie.contracts import Store
from vigie.in_force import in_force
from vigie.query import Query
from vigie.record import Record
from webapp.site import Site
from webapp.trends.local_days import by_day, within
from webapp.trends.scene import narrowed

_MOST_TEXTS: Final = 400  # a side
_MOST_SLICES: Final = 14  # the texts are taken evenly over the days, not all from the last ones
_MOST_TOPICS: Final = 6  # whose negative share is compared
_FACETS: Final = ("sentiment", "topic", "source", "cluster")
_HANDLE: Final = re.compile(r"@[\w.\-]+(?:@[\w.\-]+)?")
_LONGEST: Final = 280
_DAY: Final = timedelta(days=1)


class Counted(NamedTuple):
    """The two sides compared, with the mentions of each day from the first to the last."""

    windows: Windows
    comparison: Comparison
    days: dict[date, int]


class Quoted(NamedTuple):
    """A typical mention: its words without any handle, its source, its address."""

    said: str
    source: str
    address: str


async def count(site: Site, query: Query, windows: Windows, zone: ZoneInfo) -> Counted:
    """Count both sides and compare them."""
    store = site.store
    topics = await _topics(store, query, windows, zone)
    before, after = await asyncio.gather(
        _side(store, query, windows.before, zone, topics),
        _side(store, query, windows.after, zone, topics),
    )
    days = await by_day(store, query, windows.before.first, windows.after.until, zone)
    compared = await asyncio.to_thread(site.office.analyst.compare, before, after)
    return Counted(windows, compared, days)


async def _topics(store: Store, query: Query, windows: Windows, zone: ZoneInfo) -> list[str]:
    whole = within(query, windows.before.first, windows.after.until, zone)
    found = (await store.count(whole, ("topic",))).facets["topic"]
    return [bucket.value for bucket in found if bucket.value != "other"][:_MOST_TOPICS]


async def _side(
    store: Store, query: Query, span: Span, zone: ZoneInfo, topics: Sequence[str]
) -> Side:
    bound = within(query, span.first, span.until, zone)
    days, counts, negative = await asyncio.gather(
        by_day(store, query, span.first, span.until, zone),
        store.count(bound, _FACETS),
        store.count(narrowed(bound, "sentiment", "negative"), ("topic",)),
    )
    facets = {name: {b.value: b.count for b in counts.facets[name] if b.value} for name in _FACETS}
    stories = tuple(facets["cluster"].values())
    hard = {bucket.value: bucket.count for bucket in negative.facets["topic"]}
    return Side(
        days=tuple(days.get(span.first + place * _DAY, 0) for place in range(span.days)),
        # What belongs to no story is one by itself.
        stories=(*stories, *(1,) * (counts.total - sum(stories))),
        sentiments=facets["sentiment"],
        topics=facets["topic"],
        sources=facets["source"],
        negative={topic: hard.get(topic, 0) for topic in topics},
    )


async def read(
    site: Site, query: Query, windows: Windows, zone: ZoneInfo
) -> tuple[Readings, list[Quoted], list[Quoted]]:
    """Read a sample of the texts of each side: words that changed, and typical mentions.

    The sample has at most 400 texts a side, taken evenly over its days.
    """
    before, after = await asyncio.gather(
        *(_sample(site.store, query, span, zone) for span in windows)
    )
    found = await asyncio.to_thread(site.office.analyst.read, _readings(before), _readings(after))
    return (
        found,
        [_quoted(before[one]) for one in found.typical_before],
        [_quoted(after[one]) for one in found.typical_after],
    )


async def _sample(store: Store, query: Query, span: Span, zone: ZoneInfo) -> dict[str, Record]:
    slices = min(span.days, _MOST_SLICES)
    bounds = [span.first + (span.days * place // slices) * _DAY for place in range(slices)]
    pages = await asyncio.gather(
        *(
            store.search(
                replace(within(query, first, until, zone), limit=-(-_MOST_TEXTS // slices))
            )
            for first, until in zip(bounds, [*bounds[1:], span.until], strict=True)
        )
    )
    records = [hit.record for page in pages for hit in page.hits]
    return {record.mention.id: record for record in records if _is_heard(record)}


def _is_heard(record: Record) -> bool:
    """Leave out what the town says itself, and what breaches the nétiquette: no one is shown up."""
    conduct, role = in_force(record, "conduct"), in_force(record, "author_role")
    civil = conduct is None or conduct.value == "ok"
    return civil and not record.mention.post.source.own and (role is None or role.value != "town")


def _readings(records: dict[str, Record]) -> list[Reading]:
    return [
        Reading(
            id=one,
            story=record.judgement.cluster or one,
            text=f"{record.mention.post.title}\n{record.mention.post.text}",
        )
        for one, record in records.items()
    ]


def _quoted(record: Record) -> Quoted:
    post = record.mention.post
    words = " ".join(_HANDLE.sub("@…", " · ".join(filter(None, (post.title, post.text)))).split())
    said = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
    return Quoted(said, post.source.name, f"/mention/{record.mention.id}")
