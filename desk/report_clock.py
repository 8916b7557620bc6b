"""How the town's response clocks were kept: first answers and validated replies."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from statistics import median

from desk.report_cells import Voices, band
from desk.response_clock import BusinessClock, received_at
from vigie.decision import Decision
from vigie.record import Record
from vigie.report import LEAST, Kept
from vigie.review import Review
from vigie.town import Town


class Clocks:
    """Follows both clocks of every mention that an answer is owed to."""

    def __init__(self, town: Town, now: datetime) -> None:
        self.first = _OneClock(now)
        self.reply = _OneClock(now)
        self._business = BusinessClock(town)

    def add(self, record: Record, decision: Decision, person: str) -> None:
        """Count one mention; one that is owed nothing counts nowhere."""
        due, review = decision.due, record.review or Review(mention=record.mention.id)
        received = received_at(record.mention.post)
        replied = review.reply_sent_at
        if replied is None and review.status == "closed":
            return  # a person found that it needs no answer
        if replied is None and review.status == "answered":
            replied = review.at
        sent = [at for at in (review.temporary_sent_at, replied) if at is not None]
        first = min(sent, default=None)
        for clock, due_at, at in (
            (self.first, due.temporary_at, first),
            (self.reply, due.reply_at, replied),
        ):
            if due_at is not None:
                clock.add(person, due_at, at)
                if at is not None:
                    # An emergency is waited for at any hour; all else in business hours.
                    clock.took.append(self._minutes(decision, received, at))

    def _minutes(self, decision: Decision, received: datetime, at: datetime) -> int:
        if decision.route == "emergency":
            return max(int((at - received).total_seconds() // 60), 0)
        return self._business.minutes_between(received, at)


class _OneClock:
    """What became of one of the two clocks."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._in_time: Voices = Counter()
        self._late: Voices = Counter()
        self._overdue: Voices = Counter()
        self.took: list[int] = []

    def add(self, person: str, due_at: datetime, at: datetime | None) -> None:
        if at is not None:
            (self._in_time if at <= due_at else self._late)[person] += 1
        elif self._now > due_at:
            self._late[person] += 1
            self._overdue[person] += 1

    def kept(self) -> Kept:
        """Return what may be told of it: a part of a few people hides the whole's count."""
        given = self._late - self._overdue
        answered = self._in_time + given
        parts = (self._in_time, given, self._overdue)
        bands = (band(len(self._in_time)), band(len(self._late)), band(len(self._overdue)))
        enough = len(answered) >= LEAST
        middle = round(median(self.took)) if self.took and enough else None
        if any(0 < len(part) < LEAST for part in parts):
            return Kept(
                owed=None, in_time=None, late=None, overdue=None, bands=bands, median=middle
            )
        in_time, late = self._in_time.total(), self._late.total()
        return Kept(
            owed=in_time + late,
            in_time=in_time,
            late=late,
            overdue=self._overdue.total(),
            bands=bands,
            median=middle,
        )
