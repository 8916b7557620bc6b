"""Dead letters, kept until someone looks."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import refresh, walk
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros
from sinks.record_keys import ident, storable
from vigie.codec import decode, encode
from vigie.dead_letter import DeadLetter
from vigie.record import Record

_NEWEST: Final = [{"at_us": "desc"}, {"arrived_us": "desc"}, "_shard_doc"]


class _Kept(msgspec.Struct, frozen=True):
    body: str


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Kept)


async def keep(shelf: Shelf, letters: Sequence[DeadLetter]) -> None:
    """Keep dead letters; the same item failing the same way is kept once."""
    now = shelf.now_us()
    alias = shelf.names.dead_letters
    await bulk.run(
        shelf.server,
        [
            bulk.create(alias, ident(storable(letter.id)), _document(letter, now + place))
            for place, letter in enumerate(letters)
        ],
    )


async def newest(shelf: Shelf, limit: int) -> list[DeadLetter]:
    """Return dead letters, newest first."""
    await refresh(shelf.server, shelf.names.dead_letters)
    pages = walk(
        shelf.server, shelf.names.dead_letters, EVERYTHING, most=limit, page=200, sort=_NEWEST
    )
    bodies = [_decoder.decode(hit.source).body async for page in pages for hit in page]
    return [decode(body.encode(), DeadLetter) for body in bodies]


async def discard(shelf: Shelf, ids: Sequence[str]) -> int:
    """Forget dead letters; return how many there were."""
    unique = dict.fromkeys(ident(storable(each)) for each in ids)
    writes = [bulk.remove(shelf.names.dead_letters, each) for each in unique]
    return sum(outcome.done for outcome in await bulk.run(shelf.server, writes))


def rejected(shelf: Shelf, record: Record, why: str) -> DeadLetter:
    """Return the letter of a mention that Elasticsearch cannot hold, `why` being its own word."""
    post = record.mention.post
    edition = f"{post.revision}.{record.judgement.generation}"
    digest = blake2b(f"store\n{record.mention.id}\n{edition}\n{why}".encode(), digest_size=16)
    return DeadLetter(
        id=f"letter_{digest.hexdigest()}",
        stage="store",
        source=post.source.name,
        where=record.mention.id,
        why=why,
        at=shelf.clock.now(),
        raw=encode(post)[: DeadLetter.RAW_LIMIT],
        town=record.mention.town,
    )


def _document(letter: DeadLetter, arrived_us: int) -> bytes:
    at_us = micros(letter.at)
    document = {
        "letter": storable(letter.id),
        "stage": storable(letter.stage),
        "source": storable(letter.source),
        "town": None if letter.town is None else storable(letter.town),
        "why": storable(letter.why),
        "at": at_us // 1000,
        "at_us": at_us,
        "arrived_us": arrived_us,
        "body": encode(letter).decode(),
    }
    return _encoder.encode(document)
