"""The public figures of an Instagram account. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.instagram.cursor import KnownMedia
from connectors.meta.errors import unreadable
from connectors.meta.listing import Count
from vigie.errors import InvalidInput
from vigie.figures import Figures

FIGURE_FIELDS: Final = "followers_count,media_count"


class _Account(msgspec.Struct, frozen=True):
    followers_count: Count | None = None


def read_figures(
    body: bytes, account: str, media: Mapping[str, KnownMedia], now: datetime
) -> Figures:
    """Return the figures of an account, and of its recent media.

    Args:
        body: the account's own answer.
        account: what the team calls it.
        media: the recent ones.
        now: when it came.

    Raises:
        InvalidInput: the body is no account.
    """
    try:
        read = msgspec.json.decode(body, type=_Account)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(unreadable().say) from error
    return Figures(
        account=account,
        at=now,
        followers=read.followers_count,
        reactions=sum(each.likes or 0 for each in media.values()),
        replies=sum(each.replies or 0 for each in media.values()),
        posts=len(media),
    )
