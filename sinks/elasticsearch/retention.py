"""Retention: what is older than its rule leaves no personal data behind.

A month of which everything is older than the general rule goes whole: the tombstones of its
mentions first, then their reviews, alerts and quotations, then the index. The rest is searched
and deleted by the batch. No script is run and no life-cycle policy is needed in the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sinks import retention_rules as rules_of
from sinks.elasticsearch import bulk, cases, graves, months, papers, removal, reviewed
from sinks.elasticsearch.clauses import EVERYTHING, Json, field
from sinks.elasticsearch.fetching import count, refresh, walk
from sinks.elasticsearch.shelf import Shelf
from vigie.batch import Gone
from vigie.retention import Expired, RetentionRule

_AT_ONCE: Final = 1_000
_MISSING: Final = frozenset((404,))


async def expire(
    shelf: Shelf, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool
) -> Expired:
    """Remove what is too old, or count it.

    Mentions are counted under "any" or "field:value", the shortest rule that applies; they
    leave tombstones, for a feed may still show them. Dead letters, settled deliveries and cases
    of which no post is left follow the shortest rule for "any".
    """
    ordered = rules_of.shortest_first(rules)
    names = shelf.names
    for alias in (names.mentions, names.dead_letters, names.deliveries, names.cases):
        await refresh(shelf.server, alias)
    doomed = _doomed(ordered, now)
    for_all = rules_of.general(ordered)
    bound = None if for_all is None else rules_of.limit(for_all, now)
    counted: dict[str, int] = {}
    for name, query in doomed:
        counted[name] = counted.get(name, 0) + await count(shelf.server, names.mentions, query)
    expired = Expired(
        mentions=counted,
        dead_letters=await _count(shelf, names.dead_letters, _letters(bound)),
        deliveries=await _count(shelf, names.deliveries, _settled(bound)),
    )
    if not dry_run:
        await _remove(shelf, [query for _, query in doomed], now, bound)
    return expired


def _doomed(ordered: Sequence[RetentionRule], now: datetime) -> list[tuple[str, Json]]:
    """Return, by rule, the query of what it removes and no shorter rule does."""
    doomed: list[tuple[str, Json]] = []
    before: list[Json] = []
    for rule in ordered:
        old = {"range": {"first_seen_us": {"lte": rules_of.limit(rule, now)}}}
        which = EVERYTHING if rule.field == "any" else field(rule.field, (rule.value,))
        mine: Json = {"bool": {"filter": [old, which]}}
        doomed.append((rules_of.name(rule), {"bool": {"filter": [mine], "must_not": [*before]}}))
        before.append(mine)
    return doomed


async def _remove(shelf: Shelf, doomed: Sequence[Json], now: datetime, bound: int | None) -> None:
    if bound is not None:
        for index in await months.ended_before(shelf, bound):
            await _drop(shelf, index, now)
    for query in doomed:
        async for page in removal.found(shelf, query):
            gone = [Gone(mention=hit.id, at=now) for hit in page]
            await removal.bury(shelf, gone, removal.origins(page))
    await papers.expire(shelf, now)
    for alias, old in (
        (shelf.names.dead_letters, _letters(bound)),
        (shelf.names.deliveries, _settled(bound)),
        (shelf.names.cases, cases.empty(bound)),
    ):
        if old is not None:
            await _delete(shelf, alias, old)


async def _drop(shelf: Shelf, index: str, now: datetime) -> None:
    """Remove a month at once, once nothing of it can come back."""
    pages = walk(shelf.server, index, EVERYTHING, page=_AT_ONCE, _source=["town", "source"])
    async for page in pages:
        mentions = [hit.id for hit in page]
        gone = [Gone(mention=mention, at=now) for mention in mentions]
        await graves.dig(shelf, gone, removal.origins(page))
        await bulk.run(shelf.server, reviewed.removed(shelf, mentions))
        await removal.hush(shelf, mentions)
        shelf.recent.forget(mentions)
    await shelf.server.ask("DELETE", f"/{index}", allow=_MISSING)


async def _delete(shelf: Shelf, alias: str, query: Json) -> None:
    pages = walk(shelf.server, alias, query, page=_AT_ONCE, _source=False, seq_no_primary_term=True)
    async for page in pages:
        writes = [bulk.remove_if(hit.index, hit.id, hit.seq_no, hit.term) for hit in page]
        await bulk.run(shelf.server, writes)


async def _count(shelf: Shelf, alias: str, query: Json | None) -> int:
    return 0 if query is None else await count(shelf.server, alias, query)


def _letters(bound: int | None) -> Json | None:
    return None if bound is None else {"range": {"at_us": {"lte": bound}}}


def _settled(bound: int | None) -> Json | None:
    if bound is None:
        return None
    unsettled = {"bool": {"must_not": [{"exists": {"field": "settled_us"}}]}}
    old = [
        {"range": {"settled_us": {"lte": bound}}},
        {"bool": {"filter": [unsettled, {"range": {"raised_us": {"lte": bound}}}]}},
    ]
    return {
        "bool": {
            "must_not": [{"term": {"state": "pending"}}],
            "should": old,
            "minimum_should_match": 1,
        }
    }
