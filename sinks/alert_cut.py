"""Texts from outside made fit for a message: on one line, in so many characters or bytes."""

from __future__ import annotations

import re
from typing import Final

# Controls, marks that turn the direction of what follows, and what shows nothing.
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def one_line(text: str) -> str:
    """Return a text on one line, nothing in it that cannot be seen or written as UTF-8."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, between two words where it can be."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    kept = text[: limit - 1]
    space = kept.rfind(" ")
    return kept[: space if space > limit // 2 else None].rstrip(" ,;:.") + "…"


def cut_bytes(text: str, limit: int) -> str:
    """Return at most `limit` bytes of UTF-8 of a text, « … » included."""
    if len(text.encode()) <= limit:
        return text
    kept = text.encode()[: max(0, limit - 3)].decode(errors="ignore")
    return kept.rstrip() + "…" if limit >= 3 else ""
