"""How a town's response clocks were kept, from when its replies were marked as sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from desk.corrected import decide_corrected
from desk.intervals import quantile, wilson
from desk.response_clock import BusinessClock, received_at
from vigie.comparison import AnswerTimes
from vigie.record import Record
from vigie.town import Town

_OPEN: Final = ("new", "taken", "waiting")
#: Routes whose two clocks run on the same targets; the others have targets of their own.
_ANSWERED: Final = ("invite_311", "refer_elsewhere", "reply")


def answer_times(
    records: Sequence[Record], town: Town, now: datetime
) -> tuple[AnswerTimes, AnswerTimes]:
    """Return how the first clock and the second were kept on the mentions that await a reply.

    The clocks are those of the decision in force, in the town's business hours. What was heard
    too late for anyone to wait has no clock, and does not count.
    """
    return _kept(records, town, now, "temporary"), _kept(records, town, now, "reply")


def _kept(records: Sequence[Record], town: Town, now: datetime, which: str) -> AnswerTimes:
    clock, states, minutes = BusinessClock(town), Counter[str](), list[int]()
    for record in records:
        decision = decide_corrected(record, town, now)
        first = which == "temporary"
        due = decision.due.temporary_at if first else decision.due.reply_at
        if due is None or decision.route not in _ANSWERED:
            continue
        sent = _sent(record, first=first)
        states[_state(record, due, sent, now)] += 1
        if sent is not None:
            minutes.append(clock.minutes_between(received_at(record.mention.post), sent))
    counted = states["kept"] + states["late"] + states["overdue"]
    return AnswerTimes(
        clock=which,
        kept=states["kept"],
        late=states["late"],
        overdue=states["overdue"],
        waiting=states["waiting"],
        closed=states["closed"],
        interval=wilson(states["kept"], counted, quantile()) if counted else None,
        median=median(minutes) if minutes else None,
        target=town.targets.temporary if which == "temporary" else town.targets.reply,
    )


def _sent(record: Record, *, first: bool) -> datetime | None:
    """Return when it was answered; the validated reply stops the first clock as well."""
    review = record.review
    if review is None:
        return None
    if not first:
        return review.reply_sent_at
    return min(filter(None, (review.temporary_sent_at, review.reply_sent_at)), default=None)


def _state(record: Record, due: datetime, sent: datetime | None, now: datetime) -> str:
    # Marks are kept to the second, targets fall on the minute.
    if sent is not None:
        return "kept" if sent < due + timedelta(minutes=1) else "late"
    if record.review and record.review.status not in _OPEN:
        return "closed"
    return "overdue" if now > due else "waiting"
