"""Where each source stands: its cursor, its state, what it brought.

A source is one document, so that its tallies move with its cursor or not at all; it is replaced
as it was read or read again (`if_seq_no`).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import Got, fetch, refresh, walk
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import ident, storable
from vigie.batch import RECHECKED, CursorMove, SourceStatus, Tally


class _Exact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Kibana has no use for: exact moments, the cursor in base64, the tallies."""

    cursor: str
    asked_us: int
    heard_us: int | None = None
    next_us: int | None = None
    note: str | None = None
    tallies: dict[str, int] = {}


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document; dates in milliseconds, for Kibana."""

    source: str
    state: str
    failures: int
    asked_at: int
    heard_at: int | None = None
    next_at: int | None = None
    kept: _Exact


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Kept)


async def move(shelf: Shelf, moves: Sequence[CursorMove], tallies: Sequence[Tally]) -> None:
    """Save cursors and states, and count what came with a cursor that truly moved.

    The same moves again (same last cursor, same moment) change nothing, so that a page written
    twice is neither two failures nor counted twice. A move without cursor, as of a call that
    the source made, has moved when its moment has, and keeps the cursor and the next poll that
    are there.
    """
    alias = shelf.names.sources
    left = list(dict.fromkeys(each.source for each in moves))
    while left:
        found = await fetch(shelf.server, [(alias, ident(storable(each))) for each in left])
        changes: list[tuple[str, bulk.Write]] = []
        for source, got in zip(left, found, strict=True):
            before = _decoder.decode(got.source) if got.found else None
            theirs = [each for each in moves if each.source == source]
            after = _after(before, theirs, [each for each in tallies if each.source == source])
            if after is not None:
                changes.append((source, _write(alias, source, after, got)))
        outcomes = await bulk.run(shelf.server, [write for _, write in changes])
        left = [
            source
            for (source, _), outcome in zip(changes, outcomes, strict=True)
            if outcome.overtaken
        ]


async def cursor(shelf: Shelf, source: str) -> bytes | None:
    """Return the cursor saved for a source, None when there is none or only calls came."""
    (got,) = await fetch(shelf.server, [(shelf.names.sources, ident(storable(source)))])
    return (b64decode(_decoder.decode(got.source).kept.cursor) or None) if got.found else None


async def statuses(shelf: Shelf) -> dict[str, SourceStatus]:
    """Return the state of every source, by name; see `vigie.batch.RECHECKED` for what is none."""
    found = await _all(shelf)
    return {each.source: _status(each) for each in found if not each.source.startswith(RECHECKED)}


async def tallies(shelf: Shelf) -> dict[str, dict[str, int]]:
    """Return how many posts each source brought, by outcome."""
    return {each.source: each.kept.tallies for each in await _all(shelf) if each.kept.tallies}


async def _all(shelf: Shelf) -> list[_Kept]:
    await refresh(shelf.server, shelf.names.sources)
    pages = walk(shelf.server, shelf.names.sources, EVERYTHING)
    found = [_decoder.decode(hit.source) async for page in pages for hit in page]
    return sorted(found, key=lambda each: each.source)


def _write(alias: str, source: str, after: _Kept, got: Got) -> bulk.Write:
    id_, document = ident(storable(source)), _encoder.encode(after)
    if got.found:
        return bulk.replace(alias, id_, document, got.seq_no, got.term)
    return bulk.create(alias, id_, document)


def _after(
    before: _Kept | None, moves: Sequence[CursorMove], counts: Sequence[Tally]
) -> _Kept | None:
    """Return the document after these moves, None when they are known already."""
    last = moves[-1]
    encoded = b64encode(last.cursor).decode()
    known = {before.kept.cursor, ""} if before else set()
    if before and before.kept.asked_us == micros(last.at) and encoded in known:
        return None
    moved = not before or before.kept.cursor != encoded or not encoded
    after = before
    for each in moves:
        after = _moved(after, each)
    if after is None or not moved or not counts:
        return after
    sums = dict(after.kept.tallies)
    for tally in counts:
        outcome = storable(tally.outcome)
        sums[outcome] = sums.get(outcome, 0) + tally.count
    exact = msgspec.structs.replace(after.kept, tallies=sums)
    return msgspec.structs.replace(after, kept=exact)


def _moved(before: _Kept | None, move: CursorMove) -> _Kept:
    at = micros(move.at)
    heard = at if move.heard else (before.kept.heard_us if before else None)
    failures = before.failures if before else 0
    cursor, next_us = b64encode(move.cursor).decode(), maybe_micros(move.next_at)
    if before and before.kept.cursor and not cursor:
        cursor, next_us = before.kept.cursor, before.kept.next_us
    exact = _Exact(
        cursor=cursor,
        asked_us=at,
        heard_us=heard,
        next_us=next_us,
        note=None if move.note is None else storable(move.note),
        tallies=before.kept.tallies if before else {},
    )
    return _Kept(
        source=storable(move.source),
        state=move.state,
        failures=0 if move.state == "working" else failures + (move.state == "failing"),
        asked_at=at // 1000,
        heard_at=_millis(heard),
        next_at=_millis(exact.next_us),
        kept=exact,
    )


def _millis(micros: int | None) -> int | None:
    return None if micros is None else micros // 1000


def _status(kept: _Kept) -> SourceStatus:
    return SourceStatus(
        source=kept.source,
        state=kept.state,
        asked_at=moment(kept.kept.asked_us),
        heard_at=maybe_moment(kept.kept.heard_us),
        next_at=maybe_moment(kept.kept.next_us),
        note=kept.kept.note,
        failures=kept.failures,
    )
