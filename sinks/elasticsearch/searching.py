"""Searching: one page of records, with the total and the words shown.

The words are shown by Vigie's own highlighting, on the text that is given back, and not by
Elasticsearch's: so that both stores show the same, as spans of the text itself.
"""

from __future__ import annotations

import msgspec

from sinks.elasticsearch import paging, reading
from sinks.elasticsearch.clauses import Asked, Json, asked
from sinks.elasticsearch.fetching import Found as Answer
from sinks.elasticsearch.fetching import close_view, find_in_view, open_view
from sinks.elasticsearch.paging import KEEP, Bookmark
from sinks.elasticsearch.shelf import Shelf
from sinks.elasticsearch.verdicts import BUSY
from sinks.questions import check_search, digest
from sinks.searched_text.highlighting import leaves, spans
from vigie.errors import Unavailable
from vigie.query import Found, Hit, Query


async def search(shelf: Shelf, query: Query) -> Found:
    """Return one page of answers.

    Raises:
        InvalidInput: an unknown field or order, a limit out of bounds, a bookmark of another
            search.
    """
    check_search(query)
    question = asked(query)
    sort = paging.sort(_order(query, question))
    bookmark = paging.read(query, len(sort))
    body: Json = {"sort": sort, "size": query.limit + 1, "_source": False}
    if bookmark is None:
        bookmark, answer = await _first(shelf, query, {**body, "query": question.query})
    else:
        bookmark, answer = await _next(shelf, question.query, body, bookmark)
    shown = answer.hits.hits[: query.limit]
    more = len(answer.hits.hits) > query.limit
    if query.after is None and not more:
        await close_view(shelf.server, bookmark.view)
    records = await reading.at(shelf, [(hit.index, hit.id) for hit in shown])
    words = leaves(query.where)
    place = shown[-1].sort[: len(sort)] if more else ()
    return Found(
        total=bookmark.total,
        hits=tuple(Hit(record=record, spans=spans(record, words)) for record in records.values()),
        next=paging.write(msgspec.structs.replace(bookmark, place=place)) if more else None,
        capped=bookmark.capped,
    )


async def _first(shelf: Shelf, query: Query, body: Json) -> tuple[Bookmark, Answer]:
    asked_us = shelf.now_us()
    view = await open_view(shelf.server, shelf.names.mentions, KEEP)
    answer = await find_in_view(
        shelf.server, view, KEEP, {**body, "track_total_hits": query.most or True}
    )
    if answer is None:
        raise Unavailable(BUSY)
    bookmark = Bookmark(
        question=digest(query),
        packed=paging.packed(answer.pit_id or view),
        asked_us=asked_us,
        total=answer.hits.total.value,
        place=(),
        capped=answer.hits.total.relation == "gte",
    )
    return bookmark, answer


async def _next(
    shelf: Shelf, query: Json, body: Json, bookmark: Bookmark
) -> tuple[Bookmark, Answer]:
    body = {**body, "track_total_hits": False, "search_after": bookmark.place}
    view = bookmark.view
    answer = await find_in_view(shelf.server, view, KEEP, {**body, "query": query})
    if answer is None:
        view = await open_view(shelf.server, shelf.names.mentions, KEEP)
        there_then = {"range": {"first_seen_us": {"lt": bookmark.asked_us}}}
        bounded = {"bool": {"must": [query], "filter": [there_then]}}
        answer = await find_in_view(shelf.server, view, KEEP, {**body, "query": bounded})
    if answer is None:
        raise Unavailable(BUSY)
    return msgspec.structs.replace(bookmark, packed=paging.packed(answer.pit_id or view)), answer


def _order(query: Query, question: Asked) -> str:
    """Without words there is nothing to be relevant to: « best » is then the newest."""
    return "newest" if query.order == "best" and not question.ranked else query.order
