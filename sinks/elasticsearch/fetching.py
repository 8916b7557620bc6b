"""Reading documents by id, as last written, and searching them, as last refreshed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import Any, Final

import msgspec

from sinks.elasticsearch.bulk import quoted
from sinks.elasticsearch.server import Server
from sinks.elasticsearch.verdicts import BUSY
from vigie.errors import Unavailable

_LONGEST_ID: Final = 512  # bytes; Elasticsearch holds no longer one
_GONE: Final = frozenset(("index_not_found_exception", "no_such_index_exception"))
_KEPT: Final = (
    "docs.found,docs._index,docs._version,docs._seq_no,docs._primary_term,docs._source,"
    "docs.error.type"
)
_NOT_FOUND: Final = frozenset((404,))
_WHOLE: Final = "allow_partial_search_results=false"
_KEEP: Final = "1m"
_PAGE: Final = 2_000

Wanted = tuple[str, str]
"""An index and an id."""


class _Cause(msgspec.Struct, frozen=True):
    type: str = ""


class Got(msgspec.Struct, frozen=True):
    """A document read by id; `found` is False when there is none."""

    found: bool = False
    index: str = msgspec.field(name="_index", default="")
    version: int = msgspec.field(name="_version", default=0)
    seq_no: int = msgspec.field(name="_seq_no", default=0)
    term: int = msgspec.field(name="_primary_term", default=0)
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b"{}"))
    error: _Cause | None = None


class Hit(msgspec.Struct, frozen=True):
    """A document found by a search."""

    index: str = msgspec.field(name="_index")
    id: str = msgspec.field(name="_id")
    version: int = msgspec.field(name="_version", default=0)
    seq_no: int = msgspec.field(name="_seq_no", default=0)
    term: int = msgspec.field(name="_primary_term", default=0)
    score: float | None = msgspec.field(name="_score", default=None)
    sort: tuple[Any, ...] = ()
    fields: dict[str, list[Any]] = {}
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b"{}"))

    def first(self, field: str) -> Any:
        """Return the first value of a field asked for as `docvalue_fields`, None without any."""
        values = self.fields.get(field)
        return values[0] if values else None


class _Total(msgspec.Struct, frozen=True):
    value: int = 0
    relation: str = "eq"  # "gte" when there are more


class _Hits(msgspec.Struct, frozen=True):
    hits: list[Hit] = []
    total: _Total = _Total()


class Found(msgspec.Struct, frozen=True):
    """The answer to a search."""

    hits: _Hits = _Hits()
    pit_id: str | None = None
    aggregations: msgspec.Raw = msgspec.Raw(b"{}")


class _Docs(msgspec.Struct, frozen=True):
    docs: list[Got] = []


class _Opened(msgspec.Struct, frozen=True):
    id: str


_docs: Final = msgspec.json.Decoder(_Docs)
_found: Final = msgspec.json.Decoder(Found)


async def fetch(
    server: Server, wanted: Sequence[Wanted], fields: Sequence[str] | None = None
) -> list[Got]:
    """Return documents as last written, refreshed or not, in the order asked for.

    `fields` are those wanted of the source: None for all of it, () for none.
    """
    fitting = [pair for pair in wanted if fits(pair[1])]
    if not fitting:
        return [Got()] * len(wanted)
    docs = ",".join([f'{{"_index":"{index}","_id":{quoted(id_)}}}' for index, id_ in fitting])
    path = f"/_mget?filter_path={_KEPT}"
    if fields is not None:
        path += f"&_source_includes={','.join(fields)}" if fields else "&_source=false"
    answer = await server.ask("POST", path, f'{{"docs":[{docs}]}}'.encode())
    found = _docs.decode(answer.body).docs
    for each in found:
        if each.error is not None and each.error.type not in _GONE:
            raise Unavailable(BUSY)
    if len(fitting) == len(wanted):
        return found
    by = dict(zip(fitting, found, strict=True))
    return [by.get(pair, Got()) for pair in wanted]


def fits(id_: str) -> bool:
    """Tell whether Elasticsearch can hold a document under this id."""
    if id_.isascii():
        return 0 < len(id_) <= _LONGEST_ID
    return len(id_.encode("utf-8", "replace")) <= _LONGEST_ID


async def find(server: Server, index: str, body: dict[str, Any]) -> Found:
    """Search an index or an alias; all of it, or not at all."""
    path = f"/{index}/_search?ignore_unavailable=true&{_WHOLE}"
    return _found.decode((await server.ask("POST", path, body)).body)


async def find_in_view(server: Server, view: str, keep: str, body: dict[str, Any]) -> Found | None:
    """Search a point in time and keep it so much longer; None when it is no longer there."""
    asked = {**body, "pit": {"id": view, "keep_alive": keep}}
    answer = await server.ask("POST", f"/_search?{_WHOLE}", asked, allow=_NOT_FOUND)
    return None if answer.status == 404 else _found.decode(answer.body)


async def count(server: Server, index: str, query: dict[str, Any]) -> int:
    """Return how many documents answer."""
    found = await find(server, index, {"query": query, "size": 0, "track_total_hits": True})
    return found.hits.total.value


async def refresh(server: Server, index: str) -> None:
    """Make what was written so far visible to searches."""
    await server.ask("POST", f"/{index}/_refresh?ignore_unavailable=true", allow=_NOT_FOUND)


async def open_view(server: Server, index: str, keep: str = _KEEP) -> str:
    """Return the id of a point in time: searches in it all see the same documents."""
    path = f"/{index}/_pit?ignore_unavailable=true&keep_alive={keep}"
    answer = await server.ask("POST", path)
    return msgspec.json.decode(answer.body, type=_Opened).id


async def close_view(server: Server, view: str) -> None:
    """Let a point in time go; it would go by itself after a while."""
    with suppress(Unavailable):
        await server.ask("DELETE", "/_pit", {"id": view}, allow=_NOT_FOUND)


async def walk(
    server: Server,
    index: str,
    query: dict[str, Any],
    *,
    page: int = _PAGE,
    most: int | None = None,
    **others: Any,
) -> AsyncGenerator[list[Hit], None]:
    """Yield all that answers, by the page, as it was when the walk began.

    `most` is where to stop; `others` are more of the search's body (`sort`, `_source`…).
    """
    view = await open_view(server, index)
    body = {"query": query, "track_total_hits": False, "sort": ["_shard_doc"], **others}
    left = most
    try:
        while left is None or left > 0:
            size = page if left is None else min(page, left)
            found = await find_in_view(server, view, _KEEP, {**body, "size": size})
            if found is None:  # a node went away with it
                raise Unavailable(BUSY)
            view = found.pit_id or view
            hits = found.hits.hits
            if hits:
                yield hits
            if len(hits) < size:
                return
            left = None if left is None else left - len(hits)
            body["search_after"] = hits[-1].sort
    finally:
        await close_view(server, view)
