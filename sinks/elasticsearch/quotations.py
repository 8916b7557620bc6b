"""Taking the text of removed mentions out of the answers that quote it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sinks.elasticsearch import bulk, document, reviewed
from sinks.elasticsearch.fetching import Wanted, fetch, walk
from sinks.elasticsearch.rewriting import rewritten
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import key
from sinks.removed_text import without_quotation


async def forget(shelf: Shelf, mentions: Sequence[str]) -> int:
    """Forget the quotations of these mentions, as searches see them; return how many."""
    query = {"terms": {"answered": [key(mention) for mention in mentions]}}
    count = 0
    async for page in walk(shelf.server, shelf.names.mentions, query, _source=False):
        await silence(shelf, [(hit.index, hit.id) for hit in page], mentions)
        count += len(page)
    return count


async def silence(shelf: Shelf, places: Sequence[Wanted], gone: Collection[str]) -> None:
    """Write answers again without what they quote of mentions that are gone.

    Each keeps the version that it has. One that is edited meanwhile is read again: its edition
    may have brought the quotation back.
    """
    keys = {key(mention) for mention in gone}
    left = list(places)
    while left:
        reviews = [(shelf.names.reviews, mention) for _, mention in left]
        found = await fetch(shelf.server, [*left, *reviews])
        pairs = list(zip(left, found[: len(left)], found[len(left) :], strict=True))
        quoting = [
            (place, rewritten(shelf, place, there, reviewed.read(said), without_quotation))
            for place, there, said in pairs
            if there.found and _quotes(document.held(there.source), keys)
        ]
        outcomes = await bulk.run(shelf.server, [write for _, write in quoting])
        left = [
            place
            for (place, _), outcome in zip(quoting, outcomes, strict=True)
            if outcome.overtaken
        ]


def _quotes(there: document.Held, keys: Collection[int]) -> bool:
    """Tell whether a document repeats the text of one of these mentions."""
    if there.answered not in keys:
        return False
    return there.bare_record().mention.post.reply_to_text is not None
