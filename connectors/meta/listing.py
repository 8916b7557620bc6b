"""The Graph API's lists → their items and what to ask for next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

from connectors.api.posts import Posts
from connectors.meta.errors import unreadable
from connectors.meta.legible import legible
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.say import Say

#: An id goes into an address: nothing else than these characters may be in it.
Ident = (
    Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,100}$")]
    | Annotated[int, msgspec.Meta(ge=0)]
)
#: A count that any store can hold.
Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
#: A date as Meta writes it, an epoch in a webhook, or nothing that can be read.
When = str | int | float | None

T = TypeVar("T")

_MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_MOST_ITEMS: Final = 1_000
#: What may be repeated of `paging.next`, which also holds the token.
_ONWARD: Final = frozenset({"after", "until", "__paging_token"})
_LONGEST: Final = 2_000


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list.

    Attributes:
        items: not yet read.
        onward: parameters of the next page, None at the end.
    """

    items: list[msgspec.Raw]
    onward: dict[str, str] | None = None


class _Cursors(msgspec.Struct, frozen=True):
    after: str | None = None


class _Paging(msgspec.Struct, frozen=True):
    cursors: _Cursors | None = None
    next: str | None = None


class _Body(msgspec.Struct, frozen=True):
    data: list[msgspec.Raw]
    paging: msgspec.Raw = msgspec.Raw()


def read_listing(body: bytes) -> Listing:
    """Return a page of a list.

    Raises:
        InvalidInput: the body is no list.
    """
    try:
        read = msgspec.json.decode(body, type=_Body)
    except _MALFORMED as error:
        raise InvalidInput(unreadable().say) from error
    return Listing(items=read.data[:_MOST_ITEMS], onward=onward(read.paging))


def onward(paging: msgspec.Raw) -> dict[str, str] | None:
    """Return the parameters of the next page.

    `cursors.after` is there on the last page too: only `next` tells that there is one more.
    Never `next` itself, which holds the token; older lists have no cursors, and their
    parameters are taken out of it one by one.
    """
    try:
        read = msgspec.json.decode(paging, type=_Paging | None)
        if read is None or not read.next:
            return None
        if read.cursors is not None and read.cursors.after:
            found = {"after": read.cursors.after}
        else:
            found = {k: v for k, v in parse_qsl(urlsplit(read.next).query) if k in _ONWARD}
    except (*_MALFORMED, ValueError):
        return None
    return found if found and all(len(value) <= _LONGEST for value in found.values()) else None


def read_items(
    raws: Sequence[msgspec.Raw], form: type[T], posts: Posts, what: str, now: datetime
) -> tuple[list[T], list[DeadLetter]]:
    """Return the items of a list, and those that cannot be read.

    Args:
        raws: as they came.
        form: what an item is.
        posts: makes the dead letters.
        what: an item's name, for a person ("commentaire").
        now: when they were met.
    """
    good: list[T] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(raws, 1):
        try:
            good.append(msgspec.json.decode(raw, type=form))
        except _MALFORMED:
            bad.append(malformed(bytes(raw), posts, f"{what} {place}", now))
    return good, bad


def malformed(raw: bytes, posts: Posts, where: str, now: datetime) -> DeadLetter:
    """Return the dead letter of an item, without the names and the links that it holds."""
    why = Say("Élément mal formé.", "Malformed item.")
    return posts.rejected(legible(raw), where, why, now)


def moment(value: When) -> datetime | None:
    """Return a date of Meta's, aware, in UTC; None when there is none that can be read.

    "2021-08-10T18:45:03+0000" (no colon in the zone), or seconds since 1970; webhooks of
    Instagram count milliseconds.
    """
    if value is None:
        return None
    try:
        if isinstance(value, str):
            read = datetime.fromisoformat(value[:40])
            return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
        seconds = value / 1_000 if value > 100_000_000_000 else value
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
