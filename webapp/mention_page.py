"""The page of one mention, with the rest of its story."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.contracts import Store
from vigie.query import And, Field, Query
from vigie.record import Record
from webapp.asked import Asked
from webapp.details import detail
from webapp.site import Site

_MOST_OF_A_STORY = 20


async def mention_page(site: Site, request: Request) -> Response:
    """Answer `/mention/{id}`; 404 when it is unknown, deleted or expired."""
    record = await site.store.get(request.path_params["mention"])
    if record is None:
        raise HTTPException(404)
    reader = site.reader(request)
    story = await _story(site.store, record)
    shown, back = detail(record, reader, story), Asked.of(request.query_params).address
    return site.page(request, "mention.html", reader=reader, mention=shown, back=back)


async def _story(store: Store, record: Record) -> list[Record]:
    """Return the other mentions of the same story, the first one included."""
    mention = record.mention
    first = record.judgement.cluster or mention.id
    where = And((Field("cluster", (first,)), Field("town", (mention.town,))))
    found = await store.search(Query(where=where, order="oldest", limit=_MOST_OF_A_STORY))
    others = {hit.record.mention.id: hit.record for hit in found.hits}
    if first not in others and (origin := await store.get(first)):
        others = {first: origin, **others}
    return [other for id_, other in others.items() if id_ != mention.id]
