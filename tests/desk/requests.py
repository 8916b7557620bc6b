"""Plainly fictional requests for a service, as the store gives them back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.desk.examples import MONDAY, TOWN, case, judged
from vigie.decision import Decision
from vigie.judgement import Place
from vigie.post import Author, Point
from vigie.record import Record
from vigie.review import Review

TOWNS = {TOWN.slug: TOWN}
HOUR = timedelta(hours=1)
HOLE = Point(lat=46.3432, lon=-72.5430)
FORGES = {"id": "rue-des-forges", "point": HOLE}


def said(
    number: int,
    text: str = "Un nid-de-poule sur la rue des Forges.",
    *,
    place: dict[str, Any] | None = FORGES,
    category: str = "pothole",
    hours: float = 0,
    author: str | None = "p1",
    review: Review | None = None,
    route: str = "invite_311",
    **labels: Any,
) -> Record:
    """A request about a hole in a street, `hours` after `MONDAY`."""
    labels.setdefault("service_request", case(category))
    words = {"text": "rue des Forges", "start": 0, "end": 14, "confidence": 0.9}
    mentioned = judged(
        text,
        place=Place(**{**words, **place}) if place is not None else None,
        post={
            "native_id": str(number),
            "url": labels.pop("url", f"https://forum.example/{number}"),
            "author": Author(pseudonym=author),
            "published_at": MONDAY + hours * HOUR,
            "geo": labels.pop("geo", None),
        },
        **labels,
    )
    return Record(
        mention=mentioned.mention,
        judgement=mentioned.judgement,
        decision=Decision(route=route, article="front-door"),
        first_seen=MONDAY,
        review=review,
    )
