"""A watched theme: a subject followed for a town without the town's name."""

from __future__ import annotations

import msgspec


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """What is followed beside the mentions of a town, and kept apart from them.

    Its posts have the slug where a mention has its town's: no clock runs for them, no alert is
    raised, no reply is drafted, and a list of mentions does not hold them.

    Attributes:
        slug: `{town}.{name}`, unique: a town's slug has no dot.
        town: slug of the town that follows it.
        words: words or phrases, any of which makes a post one of the theme.
        without: words or phrases that set it aside.
        language: of the reason given, the town's.
    """

    slug: str
    town: str
    name: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    language: str = "fr"


def is_theme(slug: str) -> bool:
    """Tell whether a record's town is a theme rather than a town."""
    return "." in slug
