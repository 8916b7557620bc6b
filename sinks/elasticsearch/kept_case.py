"""A case as the document that its index holds, and how it is changed by one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from sinks.case_changes import spoken_of, touched
from sinks.elasticsearch import bulk
from sinks.elasticsearch.fetching import Got, Hit, fetch
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import maybe_micros
from sinks.record_keys import storable
from vigie.case import Case
from vigie.codec import decode, encode


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case; `body` is its wire form, the rest is what is looked up."""

    reference: str
    state: str
    mentions: list[str] = []
    spoken_of_us: int
    touched_us: int
    due_us: int | None = None
    leased_until_us: int | None = None
    body: str

    def case(self) -> Case:
        """Return the case that this is."""
        return decode(self.body.encode(), Case)


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Kept)

#: What a case becomes, and until when it is leased; None to remove it.
Edit = Callable[[Kept | None], Kept | None]


def kept(case: Case, leased_until_us: int | None = None) -> Kept:
    """Return a case as it is kept."""
    return Kept(
        reference=storable(case.reference),
        state=case.handoff.state,
        mentions=[storable(post.mention) for post in case.posts],
        spoken_of_us=spoken_of(case),
        touched_us=touched(case),
        due_us=maybe_micros(case.handoff.due_at),
        leased_until_us=leased_until_us,
        body=encode(case).decode(),
    )


def of_hit(hit: Hit) -> Kept:
    """Read a case found by a search."""
    return _decoder.decode(hit.source)


def of_got(got: Got) -> Kept | None:
    """Read a case fetched by its reference."""
    return _decoder.decode(got.source) if got.found else None


def replaced(shelf: Shelf, after: Kept, seq_no: int, term: int) -> bulk.Write:
    """Return the write of a case, refused when it has changed since it was read."""
    document = _encoder.encode(after)
    return bulk.replace(shelf.names.cases, after.reference, document, seq_no, term)


async def change(shelf: Shelf, references: Sequence[str], edit: Edit) -> list[Kept]:
    """Change cases one by one, as each is at that very moment; return those changed.

    `edit` is given a case as it is, None when there is none, and returns it as it is to be: None
    to remove it, the same to leave it.
    """
    changed: list[Kept] = []
    left = list(dict.fromkeys(storable(each) for each in references))
    while left:
        found = await fetch(shelf.server, [(shelf.names.cases, each) for each in left])
        edits: list[tuple[str, Kept | None, bulk.Write]] = []
        for reference, got in zip(left, found, strict=True):
            before = of_got(got)
            after = edit(before)
            if after != before:
                edits.append((reference, after, _write(shelf, reference, got, after)))
        outcomes = await bulk.run(shelf.server, [write for _, _, write in edits])
        done = list(zip(edits, outcomes, strict=True))
        left = [reference for (reference, _, _), outcome in done if outcome.overtaken]
        changed += [after for (_, after, _), outcome in done if after and not outcome.overtaken]
    return changed


def _write(shelf: Shelf, reference: str, got: Got, after: Kept | None) -> bulk.Write:
    if after is None:
        return bulk.remove_if(got.index or shelf.names.cases, reference, got.seq_no, got.term)
    if got.found:
        return replaced(shelf, after, got.seq_no, got.term)
    return bulk.create(shelf.names.cases, reference, _encoder.encode(after))
