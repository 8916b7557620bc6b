"""Targets that asked for no more, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import Got, Wanted, refresh, walk
from sinks.elasticsearch.kept_delivery import Kept, change_all, terms
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros
from sinks.record_keys import ident, storable


class _Stopped(msgspec.Struct, frozen=True):
    target: str
    why: str
    disabled_us: int


_decoder: Final = msgspec.json.Decoder(_Stopped)


def where(shelf: Shelf, names: Sequence[str]) -> list[Wanted]:
    """Return where it would stand that these targets are stopped."""
    return [(shelf.names.targets, ident(storable(name))) for name in names]


def stopped(names: Sequence[str], got: Sequence[Got]) -> dict[str, str]:
    """Return those of these targets that are stopped, each with its reason."""
    return {
        name: _decoder.decode(each.source).why
        for name, each in zip(names, got, strict=True)
        if each.found
    }


async def disabled(shelf: Shelf) -> dict[str, str]:
    """Return the stopped targets, each with its reason."""
    await refresh(shelf.server, shelf.names.targets)
    pages = walk(shelf.server, shelf.names.targets, EVERYTHING)
    found = [_decoder.decode(hit.source) async for page in pages for hit in page]
    return {each.target: each.why for each in sorted(found, key=lambda each: each.target)}


async def disable(shelf: Shelf, target: str, why: str, at: datetime) -> None:
    """Stop a target and drop what was waiting for it; the first reason is the one kept."""
    note = _Stopped(storable(target), storable(why), micros(at))
    id_ = ident(note.target)
    write = bulk.create(shelf.names.targets, id_, msgspec.json.encode(note))
    await bulk.run(shelf.server, [write])
    await drop(shelf, target, why, note.disabled_us)


async def enable(shelf: Shelf, target: str) -> None:
    """Let a target receive again; what was dropped stays so until it is replayed."""
    write = bulk.remove(shelf.names.targets, ident(storable(target)))
    await bulk.run(shelf.server, [write])


async def drop(shelf: Shelf, target: str, why: str, at_us: int) -> None:
    """Drop what waits for a target."""

    def dropped(each: Kept) -> Kept | None:
        if each.state != "pending":
            return None
        return msgspec.structs.replace(
            each,
            state="dropped",
            last_error=storable(why),
            settled_us=at_us,
            leased_until_us=None,
        )

    query = {"bool": {"filter": [terms("target", [target]), terms("state", ["pending"])]}}
    await change_all(shelf, query, dropped)
