"""A small town's fortnight, plainly fictional, as documents that Elasticsearch holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

Document = dict[str, Any]

_ANYTHING: Document = {
    "town": "valbois",
    "source": "Gazette fictive",
    "kind": "feed",
    "language": "fr",
    "sentiment": "neutral",
    "topic": "roads",
    "intent": "information",
    "service_request": "false",
    "media_request": "false",
    "emergency": "false",
    "conduct": "ok",
    "author_role": "citizen",
    "route": "monitor",
    "status": "new",
}
_CASE: Document = {
    "sentiment": "negative",
    "intent": "complaint",
    "service_request": "true",
    "route": "invite_311",
}
_BRIDGE: Document = {"cluster": "histoire-du-pont", "topic": "roads"}
_SNOW: Document = {"topic": "snow", "service_category": "snow_removal"}
_IDEA: Document = {"sentiment": "positive", "intent": "idea"}
_POTHOLE: Document = {"service_category": "pothole", "place_text": "rue des Érables"}

# Hours since the publication, hours until the reply is due (None: none is owed), the rest.
_ROWS: tuple[tuple[int, int | None, Document], ...] = (
    (48, -2, {**_CASE, **_POTHOLE, "headline": "Trou béant", "point": "46.3501,-72.5501"}),
    (5, 3, {**_CASE, **_SNOW, "headline": "Rue oubliée", "point": "46.3502,-72.5502"}),
    (4, 48, {**_CASE, **_SNOW, "headline": "Trottoir oublié"}),
    (72, None, {"topic": "snow", "sentiment": "positive", "intent": "praise"}),
    (144, -100, {"intent": "question", "status": "answered", "route": "reply"}),
    (
        1,
        2,
        {
            "headline": "Fil tombé",
            "topic": "safety",
            "sentiment": "negative",
            "intent": "emergency",
            "emergency": "true",
            "route": "emergency",
            "point": "46.4000,-72.4000",
        },
    ),
    (
        50,
        -10,
        {
            **_BRIDGE,
            "headline": "Pont : une question de la rédaction",
            "source": "Le Courrier fictif",
            "media_request": "true",
            "intent": "media_request",
            "author_role": "press",
            "status": "closed",
        },
    ),
    (24, None, {**_BRIDGE, "headline": "Le pont ferme", "source": "Radio fictive"}),
    (26, None, {**_BRIDGE, "headline": "Pont fermé lundi", "source": "Le Courrier fictif"}),
    (12, None, {"language": "es", "sentiment": None, "uncertain": ["topic", "language"]}),
    (10, None, {**_IDEA, "language": "en", "uncertain": ["intent"]}),
    (
        240,
        -200,
        {
            "headline": "Bac jamais vidé",
            "source": "Blogue muet",
            "topic": "waste",
            "sentiment": "negative",
            "intent": "complaint",
            "route": "reply",
        },
    ),
    (288, -280, {"sentiment": "negative", "status": "closed", "cluster": "histoire-ancienne"}),
    (3, None, {"town": "rivage", "topic": "taxes_budget"}),
)


def documents(now: datetime) -> list[Document]:
    """Return the mentions of the fortnight that ends at `now`."""
    return [_document(now, *row) for row in _ROWS]


def _document(now: datetime, age: int, due: int | None, rest: Document) -> Document:
    published = (now - timedelta(hours=age)).isoformat(timespec="milliseconds")
    clock = (now + timedelta(hours=due)).isoformat(timespec="milliseconds") if due else None
    given = {**_ANYTHING, **rest}
    whole = {"published_at": published, "first_seen": published, "reply_due_at": clock, **given}
    return {key: value for key, value in whole.items() if value is not None}


def sources(now: datetime) -> list[Document]:
    """Return what Vigie remembers of its sources at `now`."""
    return [
        _source(now, "Gazette fictive", "working", "working", asked=0, heard=1),
        _source(now, "Forum jamais entendu", "failing", "failing", asked=1, heard=None, failures=7),
        _source(now, "Blogue muet", "working", "late", asked=200, heard=240),
    ]


def _source(
    now: datetime,
    name: str,
    state: str,
    health: str,
    *,
    asked: int,
    heard: int | None,
    failures: int = 0,
) -> Document:
    given = {"asked_at": asked, "heard_at": heard, "arrived_at": heard}
    dates = {
        key: (now - timedelta(hours=age)).isoformat(timespec="milliseconds")
        for key, age in given.items()
        if age is not None
    }
    return {"source": name, "state": state, "health": health, "failures": failures, **dates}


_MAPPING: Final = Path(__file__).parents[2] / "sinks" / "elasticsearch" / "mapping.json"


def analysis() -> dict[str, Any]:
    """Return how the store reads words."""
    held: dict[str, Any] = json.loads(_MAPPING.read_text("utf-8"))["analysis"]
    return held


def mapping(index: str) -> dict[str, Any]:
    """Return the store's own mapping of one of its indices."""
    held: dict[str, Any] = json.loads(_MAPPING.read_text("utf-8"))["indices"][index]
    return held


def noon_zone(now: datetime) -> str:
    """Return the offset of a place where it is about noon, so that « today » has room."""
    hours = 12 - now.astimezone(UTC).hour
    return f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
