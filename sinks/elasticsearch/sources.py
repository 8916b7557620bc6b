"""Where each source stands: its cursor, its state, what it brought.

A source is one document, so that its tallies move with its cursor or not at all; it is replaced
as it was read or read again (`if_seq_no`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.fetching import Got, fetch, refresh, walk
from sinks.elasticsearch.kept_source import Kept, document, kept, read, status
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import ident, storable
from sinks.source_moves import moved
from vigie.batch import RECHECKED, CursorMove, SourceStatus, Tally
from vigie.source_watch import Watched

_Edit = Callable[[str, Kept | None], Kept | None]


async def move(shelf: Shelf, moves: Sequence[CursorMove], tallies: Sequence[Tally]) -> None:
    """Save cursors and states, and count what came with a cursor that truly moved.

    The same moves again (same last cursor, same moment) change nothing, so that a page written
    twice is neither two failures nor counted twice. A move without cursor, as of a call that
    the source made, has moved when its moment has, and keeps the cursor and the next poll that
    are there.
    """

    def after(source: str, before: Kept | None) -> Kept | None:
        theirs = [each for each in moves if each.source == source]
        return _after(before, theirs, [each for each in tallies if each.source == source])

    await _change(shelf, [each.source for each in moves], after)


async def note(shelf: Shelf, watched: Sequence[Watched]) -> None:
    """Save what was made of sources; one that never moved is left out."""
    latest = {each.source: each for each in watched}

    def after(source: str, before: Kept | None) -> Kept | None:
        return before.watching(latest[source]) if before else None

    await _change(shelf, list(latest), after)


async def restore(shelf: Shelf, known: Iterable[SourceStatus]) -> None:
    """Put back what is remembered of sources that are there, whatever was there of it."""
    latest = {each.source: each for each in known}

    def after(source: str, before: Kept | None) -> Kept | None:
        return kept(latest[source], before.cursor, before.tallies) if before else None

    await _change(shelf, list(latest), after)


async def cursor(shelf: Shelf, source: str) -> bytes | None:
    """Return the cursor saved for a source, None when there is none or only calls came."""
    (got,) = await fetch(shelf.server, [(shelf.names.sources, ident(storable(source)))])
    return (read(got.source).cursor or None) if got.found else None


async def statuses(shelf: Shelf) -> dict[str, SourceStatus]:
    """Return the state of every source, by name; see `vigie.batch.RECHECKED` for what is none."""
    found = await _all(shelf)
    return {each.source: status(each) for each in found if not each.source.startswith(RECHECKED)}


async def tallies(shelf: Shelf) -> dict[str, dict[str, int]]:
    """Return how many posts each source brought, by outcome."""
    return {each.source: each.tallies for each in await _all(shelf) if each.tallies}


async def _all(shelf: Shelf) -> list[Kept]:
    await refresh(shelf.server, shelf.names.sources)
    pages = walk(shelf.server, shelf.names.sources, EVERYTHING)
    found = [read(hit.source) async for page in pages for hit in page]
    return sorted(found, key=lambda each: each.source)


async def _change(shelf: Shelf, sources: Sequence[str], after: _Edit) -> None:
    """Change each source as it is at that very moment; an edit that returns None leaves it."""
    alias = shelf.names.sources
    left = list(dict.fromkeys(sources))
    while left:
        found = await fetch(shelf.server, [(alias, ident(storable(each))) for each in left])
        changes: list[tuple[str, bulk.Write]] = []
        for source, got in zip(left, found, strict=True):
            before = read(got.source) if got.found else None
            edited = after(source, before)
            if edited is not None and edited != before:
                changes.append((source, _write(alias, source, edited, got)))
        outcomes = await bulk.run(shelf.server, [write for _, write in changes])
        left = [
            source
            for (source, _), outcome in zip(changes, outcomes, strict=True)
            if outcome.overtaken
        ]


def _write(alias: str, source: str, after: Kept, got: Got) -> bulk.Write:
    id_, body = ident(storable(source)), document(after)
    if got.found:
        return bulk.replace(alias, id_, body, got.seq_no, got.term)
    return bulk.create(alias, id_, body)


def _after(
    before: Kept | None, moves: Sequence[CursorMove], counts: Sequence[Tally]
) -> Kept | None:
    """Return the document after these moves, None when they are known already."""
    last, now = moves[-1], status(before) if before else None
    place = before.cursor if before else None
    if now and now.asked_at == last.at and last.cursor in {place, b""}:
        return None
    there = place is None or place != last.cursor or not last.cursor
    for each in moves:
        now, place = moved(now, each), each.cursor or place
    sums = dict(before.tallies) if before else {}
    for tally in counts if there else ():
        outcome = storable(tally.outcome)
        sums[outcome] = sums.get(outcome, 0) + tally.count
    return kept(now, place or b"", sums) if now else None
