"""What one kind of forum writes in its feed that is no part of the posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectors.feed.document import RawEntry


def _as_it_is(markup: str) -> str:
    return markup


def _unchanged(entry: dict[str, Any], raw: RawEntry, url: str) -> RawEntry:
    del entry, url
    return raw


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a feed's entries are mended, before anyone compares them.

    Attributes:
        markup: mends an entry's content, as HTML.
        finish: mends what was read of an entry, given feedparser's own dictionary of it and
            the document's address.
    """

    markup: Callable[[str], str] = _as_it_is
    finish: Callable[[dict[str, Any], RawEntry, str], RawEntry] = _unchanged


PLAIN = Dialect()
