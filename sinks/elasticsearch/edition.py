"""The newest edition that a batch brings of one mention, on its way into an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sinks.elasticsearch.remembered import Known
from sinks.moments import micros
from vigie.record import Record
from vigie.review import Review

Became = Literal["new", "revised", "unchanged", "refused"]


@dataclass(slots=True)
class Edition:
    """The newest edition that a batch brings of one mention, and what becomes of it.

    Attributes:
        record: without review or a quotation of what is gone, under the first sighting's date
            and story.
        wire: its wire form, None when it has to be made.
        known: what was there, None for a mention never seen.
        silenced: whether it came with a quotation of what is gone.
    """

    record: Record
    wire: bytes | None
    index: str
    version: int
    placed_us: int
    known: Known | None
    became: Became
    review: Review | None = None
    silenced: bool = False

    @property
    def said(self) -> int:
        """The version of the review whose corrections are in it."""
        return self.review.version if self.review else 0

    def remembered(self) -> Known:
        """Return what is remembered of it once it is written."""
        first_seen, cluster = micros(self.record.first_seen), self.record.judgement.cluster
        return Known(self.index, self.version, first_seen, self.placed_us, cluster, self.said)
