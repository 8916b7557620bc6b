"""A source’s cursor, read back; one that cannot be read starts anew: repeating is harmless."""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def cursor_of(data: bytes | None, kind: type[T]) -> T:
    """Return a cursor of this kind, whose every field has a default; a fresh one for no bytes."""
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return kind()
