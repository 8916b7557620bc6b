"""The public figures of a Facebook page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.facebook.cursor import KnownPost
from connectors.meta.errors import unreadable
from connectors.meta.listing import Count
from vigie.errors import InvalidInput
from vigie.figures import Figures

FIGURE_FIELDS: Final = "followers_count,fan_count"


class _Page(msgspec.Struct, frozen=True):
    followers_count: Count | None = None
    fan_count: Count | None = None


def read_figures(
    body: bytes, account: str, posts: Mapping[str, KnownPost], now: datetime
) -> Figures:
    """Return the figures of a page; of its recent posts, those that the last walk met.

    Args:
        body: the page's own answer.
        account: what the team calls it.
        posts: the recent ones.
        now: when it came.

    Raises:
        InvalidInput: the body is no page.
    """
    try:
        page = msgspec.json.decode(body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(unreadable().say) from error
    followers = page.followers_count if page.followers_count is not None else page.fan_count
    return Figures(
        account=account,
        at=now,
        followers=followers,
        reactions=sum(post.reactions or 0 for post in posts.values()),
        replies=sum(post.replies or 0 for post in posts.values()),
        posts=len(posts),
    )
