"""How the place where an Instagram account was left moves. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.instagram.cursor import (
    EdgeState,
    InstagramCursor,
    KnownMedia,
    MediaWalk,
    recent,
)
from connectors.meta.errors import unreadable
from connectors.meta.listing import Ident, read_listing
from connectors.meta.polling import Asked
from vigie.errors import InvalidInput

_MEDIA_PAGES: Final = 10


class _Found(msgspec.Struct, frozen=True):
    id: Ident


def with_listed(
    state: InstagramCursor,
    listed: Mapping[str, KnownMedia],
    onward: dict[str, str] | None,
    now: datetime,
    days: int,
) -> InstagramCursor:
    """Return the place after a page of the account's media; `onward` is None at the last."""
    pages = (state.walk or MediaWalk()).pages + 1
    over = onward is None or pages >= _MEDIA_PAGES
    return replace(
        state,
        media=recent({**state.media, **listed}, now, days),
        walk=None if over else MediaWalk(onward=onward, pages=pages),
    )


def with_media(state: InstagramCursor, id_: str, media: KnownMedia) -> InstagramCursor:
    """Return the place with one media known otherwise."""
    return replace(state, media={**state.media, id_: media})


def with_edge(
    state: InstagramCursor, name: str, edge: EdgeState, hashtags: Collection[str]
) -> InstagramCursor:
    """Return the place with one list known otherwise; a hashtag no longer looked for is let go."""
    kept = {k: v for k, v in state.edges.items() if k == "tags" or k.removeprefix("#") in hashtags}
    return replace(state, edges={**kept, name: edge})


def with_hashtag(
    state: InstagramCursor, tag: str, body: bytes, hashtags: Collection[str]
) -> InstagramCursor:
    """Return the place with the id of a hashtag. Raises `InvalidInput` when there is none."""
    items = read_listing(body).items
    try:
        found = msgspec.json.decode(items[0], type=_Found)
    except (IndexError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(unreadable().say) from error
    kept = {k: v for k, v in state.hashtags.items() if k in hashtags}
    return replace(state, hashtags={**kept, tag: str(found.id)})


def begun_anew(state: InstagramCursor, asked: Asked, hashtags: Collection[str]) -> InstagramCursor:
    """Return the place without one that the API no longer knows: cursors are not made to last."""
    if asked.task == "media":
        return replace(state, walk=MediaWalk())
    if asked.task == "comments":
        media = replace(state.media[asked.subject], onward=None)
        return with_media(state, asked.subject, media)
    if asked.task == "replies":
        known = state.media[asked.subject]
        rest = {k: v for k, v in known.threads.items() if asked.path != f"{k}/replies"}
        return with_media(state, asked.subject, replace(known, threads=rest))
    return with_edge(state, asked.subject, EdgeState(), hashtags)
