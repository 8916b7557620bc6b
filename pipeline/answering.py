"""The town's own replies, seen at their source, stop the response clock of what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from vigie.batch import Answered
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.record import Record
from vigie.review import Review

#: Who a review says it is by when the reply was seen at the source rather than noted here.
SEEN_AT_SOURCE: Final = "source"

_OPEN: Final = frozenset({"new", "taken", "waiting"})
_TRIES: Final = 3


async def mark_answered(store: Store, answered: Sequence[Answered]) -> int:
    """Note, on the mentions that are kept, when they were answered; return how many changed.

    A reply that a person noted, or an earlier one, stays. A review changed meanwhile by
    someone is read again, so that nothing of theirs is lost.

    Raises:
        Unavailable: the store is away; calling again is harmless.
    """
    changed = 0
    for one in sorted(answered, key=lambda each: each.at):
        for _ in range(_TRIES):
            record = (await store.many([one.mention])).get(one.mention)
            if record is None or not _is_news(record, one):
                break
            try:
                await store.review(_noted(record, one))
            except InvalidInput:
                continue
            changed += 1
            break
    return changed


def _is_news(record: Record, one: Answered) -> bool:
    already = record.review is not None and record.review.reply_sent_at is not None
    return not already and one.at >= record.mention.post.published_at


def _noted(record: Record, one: Answered) -> Review:
    review = record.review or Review(mention=one.mention)
    status = "answered" if review.status in _OPEN else review.status
    return replace(review, status=status, reply_sent_at=one.at, at=one.at, by=SEEN_AT_SOURCE)
