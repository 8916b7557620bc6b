"""The bookmark between two pages of one search, opaque to whoever carries it.

It holds all that the next page needs, so that no search is kept open anywhere. By date, that is
the place of the last record shown. By relevance it is the rows already shown: BM25 weighs words
by how rare they are in the whole store, so ranks shift as mentions arrive, and only the list of
what was seen makes sure that nothing is repeated or skipped.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import accumulate, pairwise

import msgspec

from sinks.questions import STRANGE_PAGE, digest
from vigie.errors import InvalidInput
from vigie.query import Query


class Bookmark(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where the next page starts.

    Attributes:
        question: digest of what was asked, for a bookmark serves no other search.
        newest: number of the newest row when the first page was asked for.
        total: how many answers there were then, or at least, when `capped`.
        placed_at: date and row number of the last record shown, in an order by date.
        seen: what was shown, in an order by relevance: row numbers, sorted, each as its
            distance from the one before.
    """

    question: bytes
    newest: int
    total: int
    placed_at: int = 0
    row: int = 0
    seen: tuple[int, ...] = ()
    capped: bool = False

    @property
    def seen_rows(self) -> list[int]:
        """The row numbers already shown."""
        return list(accumulate(self.seen))


_decoder = msgspec.msgpack.Decoder(Bookmark)
_INT64 = 2**63


def distances(rows: list[int]) -> tuple[int, ...]:
    """Return row numbers as `Bookmark.seen` holds them."""
    return tuple(after - before for before, after in pairwise([0, *sorted(rows)]))


def write(bookmark: Bookmark) -> str:
    """Return a bookmark as letters, digits, - and _."""
    return urlsafe_b64encode(msgspec.msgpack.encode(bookmark)).decode().rstrip("=")


def read(query: Query) -> Bookmark | None:
    """Return the bookmark that a query carries, None on its first page.

    Raises:
        InvalidInput: it is not one, or is another search's.
    """
    if query.after is None:
        return None
    try:
        padded = query.after + "=" * (-len(query.after) % 4)
        bookmark = _decoder.decode(urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, msgspec.MsgspecError) as error:
        raise InvalidInput(STRANGE_PAGE, where="after") from error
    numbers = (bookmark.newest, bookmark.total, bookmark.placed_at, bookmark.row)
    if bookmark.question != digest(query) or any(abs(n) >= _INT64 for n in numbers):
        raise InvalidInput(STRANGE_PAGE, where="after")
    return bookmark
