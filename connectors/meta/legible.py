"""What may be kept of an item that cannot be read: never a person's name, never a token."""

from __future__ import annotations

from typing import Any, Final

import msgspec

_KEPT: Final = frozenset(
    {
        "caption",
        "comment_id",
        "created_time",
        "field",
        "id",
        "item",
        "media_id",
        "media_type",
        "message",
        "parent_id",
        "permalink",
        "permalink_url",
        "post_id",
        "review_text",
        "text",
        "timestamp",
        "updated_time",
        "verb",
    }
)


def legible(raw: bytes) -> bytes:
    """Return an item as JSON with its plain fields alone.

    Names (`from`, `username`, `sender_name`) and nested lists, whose `paging.next` holds the
    access token, are left out; what is no JSON object becomes nothing.
    """
    try:
        item = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""
    return msgspec.json.encode(_plain(item)) if isinstance(item, dict) else b""


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in item.items() if k in _KEPT and not isinstance(v, dict | list)}
    value = item.get("value")
    if isinstance(value, dict):
        kept["value"] = {
            k: v for k, v in value.items() if k in _KEPT and not isinstance(v, dict | list)
        }
    return kept
