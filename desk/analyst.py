"""The desk's analyst: the one door to what is concluded from figures and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from desk.comparing import compare
from desk.response_times import answer_times
from desk.typical_posts import typical
from desk.windows import windows
from desk.words_changed import words_changed
from vigie.comparison import AnswerTimes, Comparison, Reading, Readings, Side, Windows
from vigie.record import Record
from vigie.town import Town


class DeskAnalyst:
    """See `vigie.comparison.Analyst`."""

    def windows(self, on: date, weeks: int, today: date) -> Windows | None:
        """See `desk.windows`."""
        return windows(on, weeks, today)

    def compare(self, before: Side, after: Side) -> Comparison:
        """See `desk.comparing`."""
        return compare(before, after)

    def read(self, before: Sequence[Reading], after: Sequence[Reading]) -> Readings:
        """See `desk.words_changed` and `desk.typical_posts`."""
        stories = tuple(len({reading.story for reading in side}) for side in (before, after))
        return Readings(
            words=words_changed(before, after),
            typical_before=typical(before),
            typical_after=typical(after),
            stories=(stories[0], stories[1]),
        )

    def answer_times(
        self, records: Sequence[Record], town: Town, now: datetime
    ) -> tuple[AnswerTimes, ...]:
        """See `desk.response_times`."""
        return answer_times(records, town, now)
