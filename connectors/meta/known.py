"""What was already heard of a thread, in few bytes: so that only news and edits are told."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final, Literal

Sighting = Literal["new", "edited", "same"]

#: Comments remembered of one thread; older ones are told again when met, which is harmless.
MOST: Final = 1_000


def mark(text: str) -> str:
    """Return a few hexadecimal digits that change with the text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def key(native_id: str) -> str:
    """Return the few hexadecimal digits under which an id is remembered."""
    return blake2b(native_id.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def sight(known: Mapping[str, str], native_id: str, text: str) -> Sighting:
    """Tell whether this text of this id was heard before."""
    before = known.get(key(native_id))
    if before is None:
        return "new"
    return "same" if before == mark(text) else "edited"


def remember(known: Mapping[str, str], seen: Mapping[str, str], most: int = MOST) -> dict[str, str]:
    """Return what is known after a page.

    Args:
        known: before it.
        seen: id → text, of the page.
        most: how many are remembered, the last seen.
    """
    marks = {key(native_id): mark(text) for native_id, text in seen.items()}
    rest = {k: v for k, v in known.items() if k not in marks}
    both = {**rest, **marks}
    return dict(list(both.items())[-most:])
