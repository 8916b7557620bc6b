"""The team's papers: each changed on the version last read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import Json
from sinks.elasticsearch.fetching import Got, fetch, find, refresh, walk
from sinks.elasticsearch.kept_delivery import terms
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import ident, storable
from vigie.errors import InvalidInput
from vigie.paper import OVERTAKEN, Paper

_NEWEST: Final = [{"at_us": "desc"}, {"key": "asc"}]


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    key: str
    town: str = ""
    about: str = ""
    at_us: int
    expires_us: int | None = None
    version: int
    body: bytes  # base64 on the wire


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Kept)


async def keep(shelf: Shelf, paper: Paper) -> Paper:
    """Write one paper under the next version.

    Raises:
        InvalidInput: its version is not the one kept.
    """
    id_ = ident(paper.kind, storable(paper.key))
    (got,) = await fetch(shelf.server, [(shelf.names.papers, id_)])
    before = _live(shelf, got)
    if paper.version != (before.version if before else 0):
        raise InvalidInput(OVERTAKEN, where=paper.key)
    saved = msgspec.structs.replace(paper, version=paper.version + 1)
    document = _encoder.encode(_kept(saved))
    write = (
        bulk.replace(shelf.names.papers, id_, document, got.seq_no, got.term)
        if got.found
        else bulk.create(shelf.names.papers, id_, document)
    )
    (outcome,) = await bulk.run(shelf.server, [write])
    if outcome.overtaken and await one(shelf, paper.kind, paper.key) != saved:
        # Unless it is this very paper: a first answer was lost on its way.
        raise InvalidInput(OVERTAKEN, where=paper.key)
    return saved


async def one(shelf: Shelf, kind: str, key: str) -> Paper | None:
    """Return one paper."""
    (got,) = await fetch(shelf.server, [(shelf.names.papers, ident(kind, storable(key)))])
    kept = _live(shelf, got)
    return _paper(kept) if kept else None


class Asked(NamedTuple):
    """Which papers are asked for; see `vigie.paper.Papers.papers`."""

    kind: str
    town: str | None
    about: str | None
    before: tuple[datetime, str] | None
    limit: int


async def newest(shelf: Shelf, asked: Asked) -> list[Paper]:
    """Return papers of a kind, newest first."""
    await refresh(shelf.server, shelf.names.papers)
    ended = {"range": {"expires_us": {"lte": shelf.now_us()}}}
    filters = [terms("kind", [asked.kind])]
    filters += [
        terms(name, [storable(value)])
        for name, value in (("town", asked.town), ("about", asked.about))
        if value is not None
    ]
    body: Json = {
        "query": {"bool": {"filter": filters, "must_not": [ended]}},
        "sort": _NEWEST,
        "size": asked.limit,
        "track_total_hits": False,
    }
    if asked.before is not None:
        at, key = asked.before
        body["search_after"] = [micros(at), storable(key)]
    hits = (await find(shelf.server, shelf.names.papers, body)).hits.hits
    return [_paper(_decoder.decode(hit.source)) for hit in hits]


async def drop(shelf: Shelf, kind: str, keys: Sequence[str]) -> int:
    """Forget papers; return how many there were."""
    ids = dict.fromkeys(ident(kind, storable(key)) for key in keys)
    writes = [bulk.remove(shelf.names.papers, each) for each in ids]
    return sum(outcome.done for outcome in await bulk.run(shelf.server, writes))


async def forget(shelf: Shelf, mentions: Sequence[str]) -> None:
    """Forget what was about removed mentions."""
    if mentions:
        await _remove(shelf, terms("about", [storable(mention) for mention in mentions]))


async def expire(shelf: Shelf, now: datetime) -> None:
    """Forget what has ended."""
    await _remove(shelf, {"range": {"expires_us": {"lte": micros(now)}}})


async def _remove(shelf: Shelf, query: Json) -> None:
    await refresh(shelf.server, shelf.names.papers)
    others: dict[str, Any] = {"_source": False, "seq_no_primary_term": True}
    async for page in walk(shelf.server, shelf.names.papers, query, **others):
        writes = [bulk.remove_if(hit.index, hit.id, hit.seq_no, hit.term) for hit in page]
        await bulk.run(shelf.server, writes)


def _live(shelf: Shelf, got: Got) -> _Kept | None:
    if not got.found:
        return None
    kept = _decoder.decode(got.source)
    return None if kept.expires_us is not None and kept.expires_us <= shelf.now_us() else kept


def _kept(paper: Paper) -> _Kept:
    return _Kept(
        kind=paper.kind,
        key=storable(paper.key),
        town=storable(paper.town),
        about=storable(paper.about),
        at_us=micros(paper.at),
        expires_us=maybe_micros(paper.expires_at),
        version=paper.version,
        body=paper.body,
    )


def _paper(kept: _Kept) -> Paper:
    return Paper(
        kind=kept.kind,
        key=kept.key,
        town=kept.town,
        about=kept.about,
        at=moment(kept.at_us),
        expires_at=maybe_moment(kept.expires_us),
        version=kept.version,
        body=kept.body,
    )
