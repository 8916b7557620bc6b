"""The towns' names as hashtags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from vigie.town import Town

_NOT_A_LETTER: Final = re.compile(r"\W")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
LONGEST: Final = 100


def folded(tag: str) -> str:
    """Return a hashtag without "#", accents, spaces, hyphens and capitals, "" when it is none.

    Mastodon keeps and compares them so (`HashtagNormalizer`): #TroisRivières is
    #troisrivieres. A hashtag of figures alone is none.
    """
    spread = unicodedata.normalize("NFKD", tag.lower()).translate(_LIGATURES)
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    kept = _NOT_A_LETTER.sub("", bare)[:LONGEST]
    return "" if kept.isdigit() else kept


def of_towns(towns: Iterable[Town]) -> tuple[str, ...]:
    """Return the towns' own hashtags, and their official names as hashtags, each once."""
    said = (name for town in towns for name in (*town.names.hashtags, town.names.official))
    return distinct(said)


def distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Return hashtags folded, each once, in their order."""
    return tuple(dict.fromkeys(tag for tag in map(folded, tags) if tag))
