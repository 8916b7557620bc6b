"""Asks the Graph API about kept posts, one by one, to learn which are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.meta.call import Graph
from connectors.meta.errors import GraphRefusal
from connectors.meta.listing import Ident, read_listing
from connectors.meta.usage import pause_of
from vigie.errors import InvalidInput

#: Meta Platform Terms ask that what people delete be deleted; neither a poll nor most webhooks
#: tell of it.
RECHECK_DAYS: Final = 7.0

Request = tuple[str, Mapping[str, str]]


class _Actor(msgspec.Struct, frozen=True):
    id: Ident | None = None


class _Thing(msgspec.Struct, frozen=True):
    is_hidden: bool | None = None
    hidden: bool | None = None
    author: _Actor | None = msgspec.field(default=None, name="from")
    comments: msgspec.Raw = msgspec.Raw()

    def proves(self, page: str | None) -> bool:
        """Tell whether seeing it proves that what others write may be read."""
        if page is None:
            return True
        return self.author is not None and str(self.author.id or page) != page


async def gone_among(
    graph: Graph,
    native_ids: Sequence[str],
    *,
    fields: str,
    witness: Request,
    page: str | None,
    now: datetime,
) -> list[str] | None:
    """Return those of these ids that are gone or hidden; None when they cannot be asked now.

    One request each: version 26.0 of the API took `?ids=` away. « Does not exist » is also
    what a token without a permission is told, and a deletion here is for good: it is believed
    only when the same token is shown something of the same sort.

    Args:
        graph: the API.
        native_ids: at most 100.
        fields: asked of each.
        witness: a list of latest posts, each with some comments, asked when in doubt.
        page: id of the account, when only what another wrote proves anything: a page's token
            may see the page's own words and not its residents'.
        now: when it is asked.
    """
    hidden: list[str] = []
    missing: list[str] = []
    proven = unclear = False
    for native_id in native_ids:
        answer = await graph.get(native_id, {"fields": fields}, now)
        if isinstance(answer, GraphRefusal):
            if not answer.lasting:
                return None
            # One that is refused for another reason than being gone is kept.
            unclear = unclear or not answer.gone
            missing += [native_id] if answer.gone else []
            continue
        if pause_of(answer.usage) is not None:
            return None
        thing = _read(answer.body)
        proven = proven or thing.proves(page)
        if thing.is_hidden or thing.hidden:
            hidden.append(native_id)
    if unclear and not proven:
        return None
    if missing and not proven and not await _is_shown(graph, witness, page, now):
        return hidden
    return [*hidden, *missing]


def _read(raw: bytes | msgspec.Raw) -> _Thing:
    try:
        return msgspec.json.decode(raw, type=_Thing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Thing()


async def _is_shown(graph: Graph, witness: Request, page: str | None, now: datetime) -> bool:
    answer = await graph.get(*witness, now)
    if isinstance(answer, GraphRefusal):
        return False
    try:
        posts = [_read(raw) for raw in read_listing(answer.body).items]
        comments = [_read(raw) for p in posts for raw in _items(p.comments)]
    except InvalidInput:
        return False
    return any(thing.proves(page) for thing in comments)


def _items(comments: msgspec.Raw) -> list[msgspec.Raw]:
    return read_listing(bytes(comments)).items if bytes(comments) else []
