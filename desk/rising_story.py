"""Stories that grow fast: near-duplicates that many people and sources take up within hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from desk.rule_floor import AtLeast, Crowd, in_time
from vigie.record import Record

#: Each step is so many times the one before: 8 mentions, then 24, 72…
STEP: Final = 3


class Rise(msgspec.Struct, frozen=True, kw_only=True):
    """A step that a story reached.

    Attributes:
        cluster: the story; `first` is its first mention.
        step: 0 when the floors were reached, one more each time that `STEP` times as many came.
        at: when the mention that made it was published.
        crowd: what came in the `hours` before.
    """

    cluster: str
    step: int
    at: datetime
    crowd: Crowd
    hours: float
    first: Record


def rises(cluster: str, records: Sequence[Record], floor: AtLeast) -> list[Rise]:
    """Return the steps that a story reached, in order, each once.

    By event time: a step is reached by what was published within `floor.hours`. What was heard
    late is not counted, so that the first fetch of an old story makes none.

    Args:
        cluster: id of the story.
        records: of the story, in any order.
        floor: whole; `mentions` is multiplied at each step, the others stay.
    """
    told = sorted(in_time(records), key=_published)
    span, least = timedelta(hours=floor.hours or 0), max(floor.mentions or 1, 1)
    found: list[Rise] = []
    begin = 0
    for number, record in enumerate(told, 1):
        while _published(told[begin]) <= _published(record) - span:
            begin += 1
        if number - begin < least * STEP ** len(found):
            continue
        crowd = Crowd.of(told[begin:number])
        if crowd.reaches(floor):
            found.append(
                Rise(
                    cluster=cluster,
                    step=len(found),
                    at=_published(record),
                    crowd=crowd,
                    hours=floor.hours or 0,
                    first=told[0],
                )
            )
    return found


def _published(record: Record) -> datetime:
    return record.mention.post.published_at
