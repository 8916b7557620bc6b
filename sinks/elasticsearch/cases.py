"""Cases for the front door: gathered, leased to one worker at a time, never changed unseen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sinks.case_changes import claimed, keeps_lease, regathered, settled, without
from sinks.elasticsearch import bulk, graves
from sinks.elasticsearch.clauses import EVERYTHING, Json
from sinks.elasticsearch.fetching import Hit, fetch, find, refresh, walk
from sinks.elasticsearch.kept_case import Kept, change, kept, of_got, of_hit, replaced
from sinks.elasticsearch.kept_delivery import terms
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros
from sinks.record_keys import storable
from vigie.case import Case

_MOST: Final = 10_000
_AT_ONCE: Final = 500
_NEWEST: Final = [{"spoken_of_us": "desc"}, {"reference": "asc"}]
_LONGEST_DUE: Final = [{"due_us": "asc"}, {"reference": "asc"}]


async def save(shelf: Shelf, cases: Sequence[Case]) -> None:
    """Save cases as gathered; see `vigie.case_contracts.Cases.save_cases`.

    Tombstones are looked at before and again afterwards, for what was removed meanwhile.
    """
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        mentions = list({post.mention for case in some for post in case.posts})
        gone = await graves.buried(shelf, mentions)

        for case in some:
            await change(shelf, [case.reference], partial(_regathered, case, gone))
        since = await graves.buried(shelf, mentions)
        await forget(shelf, sorted(since - gone))


def _regathered(gathered: Case, gone: set[str], before: Kept | None) -> Kept | None:
    alive = without(gathered, gone)
    after = regathered(before.case() if before else None, alive) if alive else None
    return kept(after, before.leased_until_us if before else None) if after else None


async def one(shelf: Shelf, reference: str) -> Case | None:
    """Return one case."""
    (got,) = await fetch(shelf.server, [(shelf.names.cases, storable(reference))])
    found = of_got(got)
    return found.case() if found else None


async def holding(shelf: Shelf, mention: str) -> Case | None:
    """Return the case that holds a mention's post, the latest spoken of if several do."""
    await refresh(shelf.server, shelf.names.cases)
    query = terms("mentions", [mention])
    pages = walk(shelf.server, shelf.names.cases, query, most=1, sort=_NEWEST)
    found = [of_hit(hit).case() async for page in pages for hit in page]
    return found[0] if found else None


async def newest(shelf: Shelf, limit: int, state: str | None) -> list[Case]:
    """Return cases, those spoken of most recently first."""
    await refresh(shelf.server, shelf.names.cases)
    query = EVERYTHING if state is None else terms("state", [state])
    pages = walk(shelf.server, shelf.names.cases, query, most=limit, sort=_NEWEST)
    return [of_hit(hit).case() async for page in pages for hit in page]


async def claim(
    shelf: Shelf, states: Collection[str], now: datetime, lease: timedelta, limit: int
) -> list[Case]:
    """Take what is due, longest due first, for as long as `lease`."""
    until_us = micros(now + lease)
    taken: list[Case] = []
    while len(taken) < limit:
        due = await _due(shelf, states, micros(now), min(limit - len(taken), _MOST))
        if not due:
            break
        mine = [(hit, claimed(of_hit(hit).case())) for hit in due]
        writes = [replaced(shelf, kept(case, until_us), hit.seq_no, hit.term) for hit, case in mine]
        outcomes = await bulk.run(shelf.server, writes)
        pairs = zip(mine, outcomes, strict=True)
        taken += [case for (_, case), outcome in pairs if outcome.done]
    return taken


async def settle(shelf: Shelf, case: Case) -> Case | None:
    """Save the hand-off of a case unless it has changed since it was read."""

    def edit(before: Kept | None) -> Kept | None:
        after = settled(before.case(), case) if before else None
        if before is None or after is None:
            return before
        return kept(after, before.leased_until_us if keeps_lease(after) else None)

    changed = await change(shelf, [case.reference], edit)
    return changed[0].case() if changed else None


async def forget(shelf: Shelf, mentions: Sequence[str]) -> None:
    """Take removed mentions out of their cases."""
    if not mentions:
        return
    gone = {storable(mention) for mention in mentions}

    def edit(before: Kept | None) -> Kept | None:
        left = without(before.case(), gone) if before else None
        return kept(left, before.leased_until_us) if before and left else None

    await refresh(shelf.server, shelf.names.cases)
    pages = walk(shelf.server, shelf.names.cases, terms("mentions", mentions), _source=False)
    async for page in pages:
        await change(shelf, [hit.id for hit in page], edit)


def empty(bound: int | None) -> Json | None:
    """Return the query of the cases of which no post is left, too old to be kept."""
    if bound is None:
        return None
    posts, sending = {"exists": {"field": "mentions"}}, {"term": {"state": "sending"}}
    old = {"range": {"touched_us": {"lte": bound}}}
    return {"bool": {"filter": [old], "must_not": [posts, sending]}}


async def _due(shelf: Shelf, states: Collection[str], now_us: int, most: int) -> list[Hit]:
    await refresh(shelf.server, shelf.names.cases)
    leased = {"range": {"leased_until_us": {"gt": now_us}}}
    waiting = [terms("state", states), {"range": {"due_us": {"lte": now_us}}}]
    body: Json = {
        "query": {"bool": {"filter": waiting, "must_not": [leased]}},
        "sort": _LONGEST_DUE,
        "size": most,
        "seq_no_primary_term": True,
        "track_total_hits": False,
    }
    return (await find(shelf.server, shelf.names.cases, body)).hits.hits
