"""The excerpt of an article that is kept: its beginning, and where it names a town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from connectors.markup import cut

#: Characters of an article that are kept by default: the press-publisher right of the European
#: Union (Directive 2019/790, art. 15) leaves « very short extracts » and links free.
LIMIT: Final = 600

_GAP: Final = "\n[…]\n"
_BEGINNING: Final = 250


def excerpt(text: str, names_a_town: Callable[[str], bool], limit: int = LIMIT) -> str:
    """Return at most `limit` characters of an article.

    When its beginning names no town, the excerpt is a shorter beginning and the first
    paragraph that names one: what made the article one of ours is what must be read.

    Args:
        text: plain, a line for each paragraph.
        names_a_town: see `vigie.context.Context`.
        limit: characters kept.
    """
    beginning = _cut(text, limit)
    if len(text) <= limit or names_a_town(beginning):
        return beginning
    telling = next((line for line in text.split("\n") if names_a_town(line)), None)
    if telling is None:
        return beginning
    opening = _cut(text, _BEGINNING)
    room = limit - len(opening) - len(_GAP)
    return opening + _GAP + _around(telling, names_a_town, room)


def _around(line: str, names_a_town: Callable[[str], bool], room: int) -> str:
    """Return the first stretch of a long paragraph that names a town."""
    step = room // 2
    for start in range(0, max(1, len(line) - step), step):
        stretch = line[start : start + room]
        if names_a_town(stretch):
            # From a word's beginning on, unless that would cut the name itself.
            word = stretch.partition(" ")[2] if start else stretch
            return _cut(word if names_a_town(word) else stretch, room)
    return _cut(line, room)


def _cut(text: str, limit: int) -> str:
    """Cut at the last word that fits."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    whole = kept.rpartition(" ")[0]
    return cut((whole if len(whole) > limit // 2 else kept) + "…", limit)
