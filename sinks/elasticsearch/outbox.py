"""Deliveries on their way: leased to one worker at a time, settled once.

A delivery is changed as it was read or not at all (`if_seq_no`): of two workers that claim it,
one gets it, and what was dropped or blanked meanwhile is never written over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from sinks.elasticsearch import bulk, graves, targets
from sinks.elasticsearch.clauses import EVERYTHING, Json
from sinks.elasticsearch.fetching import Hit, fetch, find, refresh, walk
from sinks.elasticsearch.forgetting_deliveries import forget
from sinks.elasticsearch.kept_delivery import (
    Kept,
    change,
    change_all,
    document,
    kept,
    of_hit,
    terms,
)
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import maybe_micros, micros
from sinks.record_keys import ident, storable
from vigie.alert import Delivery

_MOST: Final = 10_000
_NEWEST: Final = [{"raised_us": "desc"}, {"arrived_us": "desc"}, "_shard_doc"]
_LONGEST_DUE: Final = [{"due_us": "asc"}, {"arrived_us": "asc"}]


async def enqueue(shelf: Shelf, deliveries: Sequence[Delivery]) -> None:
    """Keep deliveries, once per alert and target.

    One for a stopped target is kept as dropped; one about a removed mention is not kept. Both
    are looked at again afterwards, for what was stopped or removed meanwhile.
    """
    if not deliveries:
        return
    now = shelf.now_us()
    mentions = list(dict.fromkeys(d.alert.mention for d in deliveries if d.alert.mention))
    names = list(dict.fromkeys(each.target for each in deliveries))
    gone, stopped = await _forbidden(shelf, mentions, names)
    allowed = [
        _dropped(kept(each, now + place), stopped.get(each.target), now)
        for place, each in enumerate(deliveries)
        if each.alert.mention not in gone
    ]
    alias = shelf.names.deliveries
    writes = [bulk.create(alias, each.id, document(each)) for each in allowed]
    await bulk.run(shelf.server, writes)
    gone_since, stopped_since = await _forbidden(shelf, mentions, names)
    await forget(shelf, sorted(gone_since - gone))
    for target in stopped_since.keys() - stopped.keys():
        await targets.drop(shelf, target, stopped_since[target], now)


async def claim(
    shelf: Shelf,
    now: datetime,
    lease: timedelta,
    limit: int,
    without: Collection[str] = (),
) -> list[Delivery]:
    """Take what is due, longest due first, for as long as `lease`."""
    now_us, until_us = micros(now), micros(now + lease)
    taken: list[Kept] = []
    while len(taken) < limit:
        due = await _due(shelf, now_us, min(limit - len(taken), _MOST), without)
        if not due:
            break
        leased = [
            (hit, msgspec.structs.replace(of_hit(hit), leased_until_us=until_us)) for hit in due
        ]
        writes = [
            bulk.replace(shelf.names.deliveries, hit.id, document(each), hit.seq_no, hit.term)
            for hit, each in leased
        ]
        outcomes = await bulk.run(shelf.server, writes)
        pairs = zip(leased, outcomes, strict=True)
        taken += [each for (_, each), outcome in pairs if outcome.done]
    taken.sort(key=lambda each: (each.due_us, each.arrived_us))
    return [each.delivery() for each in taken]


async def settle(shelf: Shelf, deliveries: Sequence[Delivery]) -> None:
    """Save what became of claimed deliveries; their alerts are never written back."""
    settled = {ident(storable(each.alert.id), storable(each.target)): each for each in deliveries}
    await change(shelf, list(settled), lambda each: _settled(each, settled[each.id]))


async def newest(shelf: Shelf, limit: int, state: str | None) -> list[Delivery]:
    """Return deliveries, newest alert first."""
    await refresh(shelf.server, shelf.names.deliveries)
    query = EVERYTHING if state is None else terms("state", [state])
    pages = walk(shelf.server, shelf.names.deliveries, query, most=limit, sort=_NEWEST)
    return [of_hit(hit).delivery() async for page in pages for hit in page]


async def replay(shelf: Shelf, ids: Sequence[str], now: datetime) -> int:
    """Make deliveries due now, as if never tried.

    Left alone: what a worker holds right now, what is about an erased mention, and what is
    for a stopped target.
    """
    now_us = micros(now)
    query = terms("alert", ids)
    await refresh(shelf.server, shelf.names.deliveries)
    pages = walk(shelf.server, shelf.names.deliveries, query)
    found = [of_hit(hit) async for page in pages for hit in page]
    mentions = list(dict.fromkeys(each.mention for each in found if each.mention))
    gone, stopped = await _forbidden(shelf, mentions, [each.target for each in found])

    def again(each: Kept) -> Kept | None:
        if not each.free(now_us) or each.mention in gone or each.target in stopped:
            return None
        return msgspec.structs.replace(
            each,
            state="pending",
            attempts=0,
            due_us=now_us,
            leased_until_us=None,
            last_error=None,
            settled_us=None,
        )

    return len(await change_all(shelf, query, again))


async def _due(shelf: Shelf, now_us: int, most: int, without: Collection[str]) -> list[Hit]:
    await refresh(shelf.server, shelf.names.deliveries)
    leased = {"range": {"leased_until_us": {"gt": now_us}}}
    waiting = [terms("state", ["pending"]), {"range": {"due_us": {"lte": now_us}}}]
    body: Json = {
        "query": {"bool": {"filter": waiting, "must_not": [leased, terms("target", without)]}},
        "sort": _LONGEST_DUE,
        "size": most,
        "seq_no_primary_term": True,
        "track_total_hits": False,
    }
    return (await find(shelf.server, shelf.names.deliveries, body)).hits.hits


async def _forbidden(
    shelf: Shelf, mentions: Sequence[str], names: Sequence[str]
) -> tuple[set[str], dict[str, str]]:
    """Return which mentions are gone, and which targets are stopped, with the reason."""
    where = [*graves.where(shelf, mentions), *targets.where(shelf, names)]
    found = await fetch(shelf.server, where)
    gone = graves.named(mentions, found[: len(mentions)])
    return gone, targets.stopped(names, found[len(mentions) :])


def _dropped(each: Kept, why: str | None, now_us: int) -> Kept:
    if why is None:
        return each
    return msgspec.structs.replace(each, state="dropped", last_error=why, settled_us=now_us)


def _settled(before: Kept, now: Delivery) -> Kept | None:
    """What has left has left; what was dropped meanwhile does not become pending again.

    A worker whose lease ran out does not undo what the next one did.
    """
    late = now.state == "sent" and before.state in ("dead", "dropped")
    if before.state != "pending" and not late:
        return None
    return msgspec.structs.replace(
        before,
        state=now.state,
        attempts=now.attempts,
        due_us=micros(now.due_at),
        last_error=None if now.last_error is None else storable(now.last_error),
        settled_us=maybe_micros(now.settled_at),
        leased_until_us=None,
    )
