"""The towns' names as queries that X's stream and its search both understand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connectors.search_phrases import packed, quoted, town_hashtags, town_phrases
from connectors.x.settings import XSettings
from vigie.town import Town

#: The recent search takes 512 characters; a rule of the stream takes more, and gets the same.
_LONGEST: Final = 512
#: A retweet says nothing new, and is paid for like a post.
_QUERY: Final = "({}) -is:retweet"


def queries(settings: XSettings, towns: Sequence[Town]) -> tuple[str, ...]:
    """Return the queries that together find every word."""
    words = settings.words or (*town_phrases(towns), *town_hashtags(towns))
    room = _LONGEST - len(_QUERY.format(""))
    return tuple(_QUERY.format(query) for query in packed([quoted(w) for w in words], room))
