"""What a forum's post quotes of another: the words, and the name, of someone else."""

from __future__ import annotations

import re
from typing import Final

# A tag's attributes are looked at no further than this, so that no text is read twice.
_ASIDE: Final = re.compile(r"<(/?)aside\b([^<>]{0,1000})>", re.IGNORECASE)
_BLOCK: Final = re.compile(r"<(/?)blockquote\b([^<>]{0,1000})>", re.IGNORECASE)


def without_asides(markup: str) -> str:
    """Return Discourse's HTML without its quotations (`<aside class="quote">`)."""
    return _without(markup, _ASIDE, "quote")


def without_blocks(markup: str) -> str:
    """Return HTML without its `<blockquote>`."""
    return _without(markup, _BLOCK, "")


def _without(markup: str, tag: re.Pattern[str], mark: str) -> str:
    """Leave out each outermost element whose attributes hold `mark`; one that never ends stays."""
    kept: list[str] = []
    at, depth, start = 0, 0, 0
    for found in tag.finditer(markup):
        closing = bool(found.group(1))
        if depth:
            depth += -1 if closing else 1
            if not depth:
                kept.append(markup[at:start] + " ")
                at = found.end()
        elif not closing and mark in found.group(2):
            depth, start = 1, found.start()
    return "".join([*kept, markup[at:]])
