"""What a rule asks to be reached: so many mentions, of so many people, telling so many stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from desk.response_clock import received_at
from vigie.record import Record

#: A mention heard so long after it was published was brought by an import, a new source's first
#: fetch or a machine that was off: it is counted in no alert about numbers.
LATE: Final = timedelta(hours=6)


class AtLeast(msgspec.Struct, frozen=True, kw_only=True):
    """Floors; None leaves the default of what the rule is about.

    Attributes:
        mentions, authors, clusters, sources: distinct ones.
        times: of a spike, the least multiple of what is usual.
        per_month: of a spike, false alarms accepted in 30 days.
        hours: of anything but a spike, the time in which all of this must come together.
    """

    mentions: int | None = None
    authors: int | None = None
    clusters: int | None = None
    sources: int | None = None
    times: float | None = None
    per_month: float | None = None
    hours: float | None = None

    def over(self, defaults: AtLeast) -> AtLeast:
        """Return these floors, those left out taken from `defaults`."""
        own = {name: value for name in FLOORS if (value := getattr(self, name)) is not None}
        return msgspec.structs.replace(defaults, **own)


FLOORS: Final = AtLeast.__struct_fields__
SPIKE: Final = AtLeast(mentions=5, authors=3, clusters=3, sources=1, times=1.5, per_month=0.5)
RISING: Final = AtLeast(mentions=8, authors=4, clusters=1, sources=2, hours=6)
GATHERED: Final = AtLeast(mentions=1, authors=1, clusters=1, sources=1, hours=24)


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions there are, by how many, of how many stories, from where."""

    mentions: int
    authors: int
    clusters: int
    sources: int

    @classmethod
    def of(cls, records: Iterable[Record]) -> Crowd:
        """Count; a source stands in for an author whom it does not name."""
        some = list(records)
        posts = [record.mention.post for record in some]
        return cls(
            mentions=len(some),
            authors=len({post.author.pseudonym or post.source.name for post in posts}),
            clusters=len({record.judgement.cluster or record.mention.id for record in some}),
            sources=len({post.source.name for post in posts}),
        )

    def reaches(self, floor: AtLeast) -> bool:
        """Tell whether each floor that is set is reached."""
        return all(
            getattr(self, name) >= (getattr(floor, name) or 0) for name in self.__struct_fields__
        )


def in_time(records: Iterable[Record]) -> Sequence[Record]:
    """Leave out what was heard late, and what its source gave no date for."""
    return [
        record
        for record in records
        if record.mention.post.published_is_known
        and record.first_seen - received_at(record.mention.post) <= LATE
    ]
