"""What may never be written again: tombstones of mentions, and authors whose account is gone.

Neither holds anything personal: an id, a town, a source, a moment; a pseudonym's hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import bulk, burials
from sinks.elasticsearch.fetching import Got, Wanted, fetch
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros, moment
from sinks.record_keys import ident, storable
from vigie.batch import Gone
from vigie.post import AuthorPurged

_encoder: Final = msgspec.json.Encoder()


class Origin(msgspec.Struct, frozen=True):
    """Where a mention was heard: all that its tombstone tells of it."""

    town: str | None = None
    source: str | None = None


def where(shelf: Shelf, mentions: Iterable[str], authors: Iterable[str] = ()) -> list[Wanted]:
    """Return where the tombstones of mentions, then of authors, would stand."""
    names = shelf.names
    return [
        *((names.tombstones, mention) for mention in mentions),
        *((names.purged_authors, ident(author)) for author in authors),
    ]


def named(asked: Iterable[str], got: Iterable[Got]) -> set[str]:
    """Return those asked for of which there is a tombstone."""
    return {each for each, found in zip(asked, got, strict=True) if found.found}


async def buried(shelf: Shelf, mentions: Sequence[str]) -> set[str]:
    """Return which of these ids may never be written again, as of this very moment."""
    return named(mentions, await fetch(shelf.server, where(shelf, mentions), ()))


async def dig(shelf: Shelf, gone: Sequence[Gone], origins: dict[str, Origin]) -> None:
    """Leave a tombstone for each; one that is there stays as it is."""
    now = shelf.now_us()
    writes = [
        bulk.create(
            shelf.names.tombstones,
            each.mention,
            _encoder.encode(
                {
                    **msgspec.structs.asdict(origins.get(each.mention, Origin())),
                    "deleted_us": micros(each.at),
                    "written_us": now,
                }
            ),
        )
        for each in gone
    ]
    await bulk.run(shelf.server, writes)
    await bulk.run(shelf.server, [burials.raised(shelf.names)])


async def banish(shelf: Shelf, authors: Sequence[AuthorPurged]) -> None:
    """Remember that these authors are gone."""
    writes = [
        bulk.create(
            shelf.names.purged_authors,
            ident(author.pseudonym),
            _encoder.encode(
                {"pseudonym": storable(author.pseudonym), "purged_us": micros(author.at)}
            ),
        )
        for author in authors
    ]
    await bulk.run(shelf.server, writes)
    await bulk.run(shelf.server, [burials.raised(shelf.names)])


def gone_of(mention: str, deleted_us: int) -> Gone:
    """Return a tombstone as it is given back."""
    return Gone(mention=mention, at=moment(deleted_us))
