"""An article's page → its title, text and date, by trafilatura. Pure; for the parsing process.

Source: trafilatura 2.3.1, `bare_extraction`. It runs no JavaScript and fetches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Final

import trafilatura
from trafilatura.meta import reset_caches

from connectors.articles.article import Article
from connectors.feed.encoding import decode
from connectors.markup import one_line, plain
from vigie.errors import InvalidInput
from vigie.say import Say

#: Pages after which trafilatura's caches are emptied: they only grow (trafilatura#216).
_RESET_EVERY: Final = 50
_read = count(1)

_NOTHING: Final = Say("Cette page n’a pas de texte d’article.", "This page has no article text.")


def read_article(body: bytes, headers: Mapping[str, str], url: str) -> Article:
    """Return the article of a web page.

    Args:
        body: decompressed bytes of the page.
        headers: the answer's, names in lower case; only content-type is used.
        url: the page's address.

    Raises:
        InvalidInput: the page has no text that looks like an article's.
    """
    markup = decode(body, headers.get("content-type", "")).replace("\x00", "")
    if next(_read) % _RESET_EVERY == 0:
        reset_caches()
    try:
        found = trafilatura.bare_extraction(
            markup,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            favor_precision=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except MemoryError:
        raise  # the process that parses says so itself
    except Exception as error:  # it lets through whatever its libraries meet in a page
        raise InvalidInput(_NOTHING, where=url) from error
    text = plain(str(getattr(found, "text", None) or ""))
    if not text:
        raise InvalidInput(_NOTHING, where=url)
    title = one_line(str(getattr(found, "title", None) or ""), is_markup=False)
    return Article(
        text=_without_title(text, title), title=title, published=_day(getattr(found, "date", None))
    )


def _without_title(text: str, title: str) -> str:
    # The page's heading is the first line of its text, too.
    first, _, rest = text.partition("\n")
    return rest if rest and title and first.strip() == title else text


def _day(said: object) -> datetime | None:
    try:
        return datetime.strptime(str(said), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
