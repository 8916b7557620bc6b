"""What an article's page says, once read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

#: How much of an article is kept; "none" asks for no page.
Manner = Literal["none", "excerpt", "full"]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article as plain text, a line for each paragraph, nothing masked yet.

    Attributes:
        published: the day that the page gives, at midnight UTC; None when it gives none.
    """

    text: str
    title: str = ""
    published: datetime | None = None
