"""How the clocks were kept: by the town's hours, its targets and a person's marks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scipy import stats

from desk.response_times import answer_times
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.records import record
from vigie.judgement import Label
from vigie.record import Record
from vigie.review import Review


def asked(text: str, ago: float, **review: Any) -> Record:
    one = record(text, ago=ago, intent=Label("question", 1))
    assert one.decision.route == "reply"
    if not review:
        return one
    from msgspec.structs import replace

    return replace(one, review=Review(mention=one.mention.id, **review))


def test_a_reply_counts_by_its_target_in_opening_hours() -> None:
    # Friday at 16:00 in Québec, 30 minutes before closing; the first reply is due in 60.
    friday = 24 * 3 - 7
    opening = MONDAY - timedelta(minutes=30)
    kept = asked("Quand?", friday, temporary_sent_at=opening + timedelta(minutes=29))
    late = asked("Où?", friday, temporary_sent_at=opening + timedelta(minutes=45))
    first, reply = answer_times([kept, late], TOWN, MONDAY)
    assert (first.kept, first.late) == (1, 1)
    assert first.median == (59 + 75) / 2
    assert first.target == TOWN.targets.temporary
    assert (reply.kept, reply.late, reply.waiting) == (0, 0, 2)
    assert reply.median is None
    assert reply.interval is None


def test_the_validated_reply_stops_both_clocks() -> None:
    at = MONDAY - timedelta(days=3)
    both = answer_times([asked("Quand?", 73, reply_sent_at=at)], TOWN, MONDAY)
    assert [each.kept for each in both] == [1, 1]


def test_what_nobody_answered_is_overdue_and_what_was_closed_counts_in_no_share() -> None:
    forgotten = asked("Quand?", 24 * 6)
    closed = asked("Où?", 24 * 6, status="closed")
    new = asked("Qui?", 0.1)
    first, reply = answer_times([forgotten, closed, new], TOWN, MONDAY)
    for each in (first, reply):
        assert (each.overdue, each.closed, each.waiting, each.due) == (1, 1, 1, 1)


def test_what_no_reply_is_owed_on_counts_for_nothing() -> None:
    quiet = record("Belle journée.")
    assert quiet.decision.due.reply_at is None
    for each in answer_times([quiet], TOWN, MONDAY):
        assert each.due == each.waiting == 0


def test_a_correction_that_changes_the_route_starts_or_stops_the_clock() -> None:
    corrected = asked("Belle journée.", 24 * 6, corrections={"intent": "information"})
    assert answer_times([corrected], TOWN, MONDAY)[1].due == 0


def test_the_share_has_wilson_s_interval() -> None:
    at = MONDAY - timedelta(days=6) + timedelta(minutes=5)
    some = [asked(f"Quand {n}?", 24 * 6, reply_sent_at=at) for n in range(7)]
    late = [asked(f"Où {n}?", 24 * 6) for n in range(3)]
    found = answer_times([*some, *late], TOWN, MONDAY)[1]
    theirs = stats.binomtest(7, 10).proportion_ci(method="wilson")
    assert found.interval == pytest.approx((theirs.low, theirs.high))
