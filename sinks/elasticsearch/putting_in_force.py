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

from sinks.elasticsearch import bulk, document, reviewed
from sinks.elasticsearch.fetching import fetch
from sinks.elasticsearch.rewriting import rewritten
from sinks.elasticsearch.shelf import Shelf
from vigie.errors import InvalidInput


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
        write = rewritten(shelf, (index, mention), there, said)
        (outcome,) = await bulk.run(shelf.server, [write])
        if outcome.fault:
            raise InvalidInput(document.UNUSABLE, where=mention)
