"""The bookmark between two pages of one search, opaque to whoever carries it.

A search opens a point in time: its pages all see the mentions that were there when the first
was asked for, and nothing repeats or is skipped, whatever is written meanwhile. The cluster
keeps it for `KEEP` after the last page asked for. Once it is gone, a new one is opened and the
walk goes on from the place of the last record shown, among what was first seen before the first
page. By date that place never moves (the date of the first sighting, then a hash of the id), so
then too nothing repeats or is skipped; a mention that arrived meanwhile may show, if the clocks
of two machines differ. By relevance, scores have shifted with what arrived: a record may then
repeat or be skipped.

The records themselves are read as they are when a page is shown: what has been deleted since is
not shown, what has been edited is shown as edited.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final
from zlib import compress, decompressobj, error

import msgspec

from sinks.questions import STRANGE_PAGE, digest
from vigie.errors import InvalidInput
from vigie.query import Query

#: How long the cluster keeps a search's point in time after its last page.
KEEP: Final = "5m"

_INT64: Final = 2**63
_LONGEST: Final = 1 << 18  # of an id, in bytes: thousands of indices


class Bookmark(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where the next page starts.

    Attributes:
        question: digest of what was asked, for a bookmark serves no other search.
        packed: id of the point in time, made short: it names every index searched, and a
            bookmark travels in addresses.
        asked_us: when the first page was asked for.
        total: how many answers there were then, or at least, when `capped`.
        place: the sort values of the last record shown.
    """

    question: bytes
    packed: bytes
    asked_us: int
    total: int
    place: tuple[int | float, ...]
    capped: bool = False

    @property
    def view(self) -> str:
        """The id of the point in time."""
        return urlsafe_b64encode(decompressobj().decompress(self.packed, _LONGEST)).decode()


_decoder: Final = msgspec.msgpack.Decoder(Bookmark)


def packed(view: str) -> bytes:
    """Return the id of a point in time as `Bookmark` holds it."""
    return compress(urlsafe_b64decode(view))


def sort(order: str) -> list[Any]:
    """Return how answers are sorted: `order` is "newest", "oldest" or "best"."""
    way = "asc" if order == "oldest" else "desc"
    by_place = [{"placed_us": way}, {"tie": way}]
    return [{"_score": "desc"}, *by_place] if order == "best" else by_place


def write(bookmark: Bookmark) -> str:
    """Return a bookmark as letters, digits, - and _."""
    return urlsafe_b64encode(msgspec.msgpack.encode(bookmark)).decode().rstrip("=")


def read(query: Query, values: int) -> Bookmark | None:
    """Return the bookmark that a query carries, None on its first page.

    `values` is how many values answers are sorted by.

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
    if not _readable(bookmark):
        raise InvalidInput(STRANGE_PAGE, where="after")
    numbers = (bookmark.asked_us, bookmark.total, *bookmark.place[-2:])
    if (
        bookmark.question != digest(query)
        or len(bookmark.place) != values
        or any(not isinstance(n, int) or abs(n) >= _INT64 for n in numbers)
    ):
        raise InvalidInput(STRANGE_PAGE, where="after")
    return bookmark


def _readable(bookmark: Bookmark) -> bool:
    try:
        return bool(bookmark.view)
    except error:
        return False
