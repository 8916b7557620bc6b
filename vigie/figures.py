"""Public figures of the town's own accounts."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Public figures of one of the town's own accounts; None where the API has no such figure.

    Attributes:
        account: what the team calls it: the source's name, or the page's own.
        reach: people who saw its posts in the last day, as the API counts them.
        reactions: likes and the like on its recent posts.
        replies: comments on its recent posts.
    """

    account: str
    at: datetime
    followers: int | None = None
    reach: int | None = None
    reactions: int | None = None
    replies: int | None = None
    posts: int | None = None
