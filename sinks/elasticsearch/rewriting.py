"""Writing a document again under the very version that it has, so that no edition is refused."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sinks.elasticsearch import bulk, document
from sinks.elasticsearch.fetching import Got, Wanted
from sinks.elasticsearch.shelf import Shelf
from vigie.codec import encode
from vigie.record import Record
from vigie.review import Review

Change = Callable[[Record], Record]


def _as_it_was(record: Record) -> Record:
    return record


def rewritten(
    shelf: Shelf, place: Wanted, there: Got, said: Review | None, change: Change = _as_it_was
) -> bulk.Write:
    """Return the write of a document, with a review in force.

    Args:
        shelf: whose name the document then bears.
        place: where the document is.
        there: the document as it was read.
        said: the review, None when there is none.
        change: what becomes of the record that it holds.
    """
    kept = document.held(there.source)
    bare = change(kept.bare_record())
    body = document.build(
        msgspec.structs.replace(bare, review=said),
        encode(bare),
        placed_us=kept.placed_us,
        written_us=shelf.now_us(),
        writer=shelf.writer,
    )
    index, mention = place
    return bulk.put(index, mention, body, there.version, again=True)
