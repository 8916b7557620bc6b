"""Reads from a store what rules about numbers look at; writes nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Final

import msgspec

from desk.alert_rule import AlertRule
from desk.hourly_series import Series, first_hour, series
from desk.rule_floor import in_time
from desk.rule_query import clause
from vigie.contracts import Store
from vigie.query import And, Clause, Field, Query
from vigie.record import Record
from vigie.town import Town

#: Records read at most for one look: an alert's floors are far below.
MOST: Final = 5_000
_PAGE: Final = 1_000
# A source that first brought anything within so many days counts for so few mentions at once:
# its first fetch brings the days before it was added.
_NEW: Final = timedelta(days=7)
_FEW: Final = 3
# Mentions of a week that are looked at to see whether it was listened to.
_ENOUGH: Final = 100


async def hourly(store: Store, rule: AlertRule, town: Town, until: datetime, hours: int) -> Series:
    """Count the mentions of a rule in each of the last hours, by their own dates."""
    first = first_hour(until, hours - 1)
    query = Query(where=clause(rule, town.slug), since=first, until=until)
    counted = await store.count(query, every="hour")
    return series(counted.histogram, first, until, town)


async def each_record(
    store: Store, where: Clause, since: datetime, until: datetime
) -> AsyncGenerator[Record, None]:
    """Yield the records published between, newest first."""
    query = Query(where=where, since=since, until=until, limit=_PAGE)
    while True:
        page = await store.search(query)
        for hit in page.hits:
            yield hit.record
        if page.next is None:
            return
        query = msgspec.structs.replace(query, after=page.next)


async def records(
    store: Store, where: Clause, since: datetime, until: datetime, most: int = MOST
) -> list[Record]:
    """Return the records published between, newest first, `most` of them at most."""
    found: list[Record] = []
    async with aclosing(each_record(store, where, since, until)) as some:
        async for record in some:
            found.append(record)
            if len(found) == most:
                break
    return found


async def counted(
    store: Store, rule: AlertRule, town: Town, since: datetime, until: datetime
) -> tuple[Sequence[Record], float]:
    """Return what a spike's window is made of, and the share of what was left out of it.

    Left out are back-filled mentions: heard late, or brought by a source's first fetch.
    """
    read = await records(store, clause(rule, town.slug), since, until)
    some = in_time(read)
    names = tuple({record.mention.post.source.name for record in some})
    old = await _brought_before(store, town, names, since - _NEW)
    kept: list[Record] = []
    of_new: dict[str, int] = {}
    for record in some:
        name = record.mention.post.source.name
        if name not in old:
            of_new[name] = of_new.get(name, 0) + 1
        if of_new.get(name, 0) <= _FEW:
            kept.append(record)
    return kept, 1 - len(kept) / max(len(read), 1)


async def listening_since(
    store: Store, town: Town, first: datetime, until: datetime
) -> datetime | None:
    """Return since when a town has been listened to, None if not yet within these moments.

    A first fetch and an import bring mentions of before, thinly: that a week was listened to is
    seen from mentions that were heard soon after they were published.
    """
    week, where = timedelta(days=7), Field("town", (town.slug,))
    begin = first
    while begin < until:
        heard = in_time(await records(store, where, begin, min(begin + week, until), _ENOUGH))
        if heard:
            # An established town has its first week whole; a new one begins in the midst of it.
            return first if begin == first else min(r.mention.post.published_at for r in heard)
        begin += week
    return None


async def _brought_before(
    store: Store, town: Town, names: tuple[str, ...], before: datetime
) -> frozenset[str]:
    if not names:
        return frozenset()
    where = And((Field("town", (town.slug,)), Field("source", names)))
    found = await store.count(Query(where=where, until=before), ("source",))
    return frozenset(bucket.value for bucket in found.facets["source"])
