"""A place in a list kept by moment, as a word that travels in addresses."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

import msgspec


def written(*place: Any) -> str:
    """Return a place as letters, digits, - and _."""
    return urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")


def read(word: str, shape: Any) -> Any:
    """Return a place written by `written`.

    Raises:
        ValueError: it is none.
    """
    try:
        data = urlsafe_b64decode((word + "=" * (-len(word) % 4)).encode("ascii"))
        return msgspec.msgpack.decode(data, type=shape)
    except msgspec.MsgspecError as error:
        raise ValueError(word) from error


def place_of(word: str) -> tuple[datetime, str]:
    """Return a moment and a key.

    Raises:
        ValueError: it is none.
    """
    at, key = read(word, tuple[datetime, str])
    if at.tzinfo is None:
        raise ValueError(word)
    return at, key
