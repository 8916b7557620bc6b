"""Whether a mention is put off: out of what is to do until a time, or until it changes."""

from __future__ import annotations

from datetime import datetime

from vigie.record import Record


def is_asleep(record: Record, now: datetime) -> bool:
    """Tell whether a mention is put off: not if it is late, nor edited since it was.

    One that was late already when it was put off stays so: that was seen.
    """
    review = record.review
    if review is None or review.snoozed_until is None or review.snoozed_until <= now:
        return False
    since = review.at or now
    if record.mention.post.fetched_at > since:
        return False
    due = record.decision.due
    clocks = (None if review.temporary_sent_at else due.temporary_at, due.reply_at)
    return not any(since < at <= now for at in clocks if at)
