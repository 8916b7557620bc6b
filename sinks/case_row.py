"""A case as flat values: what the webhook carries and the table's columns hold."""

from __future__ import annotations

from typing import Any, Final

from vigie.case import CaseMessage

COLUMNS: Final = (
    "reference",
    "town",
    "category",
    "title",
    "excerpt",
    "address",
    "lat",
    "lon",
    "posts",
    "voices",
    "first_seen",
    "last_seen",
    "links",
    "text",
)


def row(said: CaseMessage) -> dict[str, Any]:
    """Return a case's message by `COLUMNS`; `links` is a list, moments are ISO 8601 in UTC."""
    return {
        "reference": said.reference,
        "town": said.town,
        "category": said.category,
        "title": said.title,
        "excerpt": said.excerpt,
        "address": said.address,
        "lat": round(said.point.lat, 6) if said.point else None,
        "lon": round(said.point.lon, 6) if said.point else None,
        "posts": said.posts,
        "voices": said.voices,
        "first_seen": said.first_seen.isoformat(timespec="seconds") if said.first_seen else None,
        "last_seen": said.last_seen.isoformat(timespec="seconds") if said.last_seen else None,
        "links": list(said.links),
        "text": said.text,
    }
