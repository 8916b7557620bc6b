"""Putting a person's corrections in force in the mention's document, whoever else writes it.

The document is written again under the very version that it has, so that the next edition is
never refused. Three races, each of which has its test:

- an edition arrives between the reading and the writing: the write, older, is refused; the
  edition is read and the corrections put in it;
- another review is saved meanwhile: the document, read again, bears the number of another
  review than the latest, and is written again until both agree;
- the mention is erased meanwhile: Elasticsearch refuses the write (it remembers a deletion for
  a minute), the document is found gone, and the review that came too late is removed.

Whoever writes an edition looks at the review before and after, and comes here when they differ;
a document whose `reviewed` is not its review's version (a process died in between) is mended
at the next edition, at the next review, and when the same batch is written again.
"""

from __future__ import annotations

import msgspec

from sinks.elasticsearch import bulk, document, reviewed
from sinks.elasticsearch.fetching import Got, fetch
from sinks.elasticsearch.shelf import Shelf
from vigie.codec import encode
from vigie.errors import InvalidInput
from vigie.review import Review


async def put_in_force(shelf: Shelf, mention: str, index: str) -> bool:
    """Bring the document at `index` in agreement with the review; False when it is gone."""
    names = shelf.names
    where = [(index, mention), (names.reviews, mention), (names.tombstones, mention)]
    while True:
        there, review, tomb = await fetch(shelf.server, where)
        if tomb.found or not there.found:
            await bulk.run(shelf.server, reviewed.removed(shelf, [mention]))
            return False
        said = reviewed.read(review)
        if said is None or document.held(there.source).reviewed == said.version:
            return True
        (outcome,) = await bulk.run(shelf.server, [_rewritten(shelf, index, there, said)])
        if outcome.fault:
            raise InvalidInput(document.UNUSABLE, where=mention)


def _rewritten(shelf: Shelf, index: str, there: Got, said: Review) -> bulk.Write:
    kept = document.held(there.source)
    bare = kept.bare_record()
    record = msgspec.structs.replace(bare, review=said)
    body = document.build(
        record,
        encode(bare),
        placed_us=kept.placed_us,
        written_us=shelf.now_us(),
        writer=shelf.writer,
    )
    return bulk.put(index, bare.mention.id, body, there.version, again=True)
