from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from desk.opening_hours import OpeningHours
from desk.response_clock import BusinessClock
from tests.desk.examples import MONDAY, TOWN
from vigie.decision import Due
from vigie.town import Hours

HOURS = OpeningHours()
HERE = ZoneInfo(TOWN.timezone)
NEVER_OPEN = replace(TOWN, hours=Hours())


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "closing"),
    [
        (at(23, 9), at(20, 16, 30)),  # Monday morning: Friday's closing
        (at(23, 14), at(20, 16, 30)),  # the lunch hour is no closing
        (at(24, 9), at(23, 16, 30)),
        (at(21, 11), at(20, 16, 30)),  # on a Saturday
        (at(28, 9, month=12), at(24, 16, 30, month=12)),  # over Christmas and a weekend
    ],
)
def test_the_last_closing_is_that_of_the_last_working_day(now: datetime, closing: datetime) -> None:
    assert HOURS.last_closing(TOWN, now) == closing


def test_a_town_that_never_opens_has_no_closing_and_owes_nothing() -> None:
    assert HOURS.last_closing(NEVER_OPEN, MONDAY) is None
    assert HOURS.run_out(NEVER_OPEN, 60, MONDAY) is None
    due = Due(reply_at=MONDAY)
    assert HOURS.postponed(due, NEVER_OPEN, 60) == due


@given(
    st.integers(0, 360 * 24 * 60),
    st.integers(1, 3000),
)
def test_what_has_run_out_is_what_was_due_by_now(moment: int, minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=moment)
    clock, start = BusinessClock(TOWN), HOURS.run_out(TOWN, minutes, now)
    assert start is not None
    assert start <= now
    assert clock.after(start, minutes) <= now
    assert clock.minutes_between(start, now) == minutes
    # What was received a little later, while the town was open, still has time.
    if clock.is_open(start):
        assert clock.after(start + timedelta(minutes=1), minutes) > now


def test_a_postponed_clock_counts_business_minutes_only() -> None:
    friday = at(20, 16).astimezone(UTC)
    due = HOURS.postponed(Due(temporary_at=friday, reply_at=None), TOWN, 60)
    assert due == Due(temporary_at=at(23, 9))
    assert HOURS.postponed(due, TOWN, 0) is due
