"""Many mentions at once, plainly fictional, for rules about numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.desk.examples import MONDAY, TOWN, judged
from vigie.decision import Decision
from vigie.post import Author, Source
from vigie.record import Record


def said(
    number: int,
    at: datetime = MONDAY,
    *,
    author: int | None = None,
    source: str = "Forum fictif",
    story: str | None = None,
    late: timedelta = timedelta(0),
    post: dict[str, Any] | None = None,
    **labels: Any,
) -> Record:
    """One mention, published at `at` and heard so much later, by the author of that number."""
    who = number if author is None else author
    one = judged(
        f"Message fictif {number}.",
        post={
            "native_id": f"n{number}",
            "source": Source(kind="feed", name=source),
            "author": Author(pseudonym=f"residente_fictive_{who}"),
            "published_at": at,
            "fetched_at": at + late,
            **(post or {}),
        },
        cluster=story or f"histoire-{number}",
        **labels,
    )
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=Decision(route="monitor", article="listening"),
        first_seen=at + late,
    )


__all__ = ["MONDAY", "TOWN", "said"]
