"""Periods begin and end at the town's midnights, and scheduled reports leave at its hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from desk.report_period import Period, last_over, period_of, read_period
from desk.report_schedule import Plan, due, following
from tests.desk.voices import CITY
from vigie.errors import InvalidInput

TORONTO, BRUSSELS = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Brussels")
THURSDAY = date(2026, 11, 26)
NAMUR = replace(CITY, timezone="Europe/Brussels", usage="belgium")


def local(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "first", "last", "key"),
    [
        ("day", "2026-11-25", "2026-11-25", "2026-11-25"),
        ("week", "2026-11-16", "2026-11-22", "2026-W47"),
        ("month", "2026-10-01", "2026-10-31", "2026-10"),
        ("2026-02", "2026-02-01", "2026-02-28", "2026-02"),
        ("2026-W53", "2026-12-28", "2027-01-03", "2026-W53"),
        ("2026-11-01..2026-11-15", "2026-11-01", "2026-11-15", "2026-11-01..2026-11-15"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, last: str, key: str) -> None:
    found = read_period(text, THURSDAY)
    assert (found.first.isoformat(), found.last.isoformat(), found.key) == (first, last, key)


@pytest.mark.parametrize(
    "text",
    ["", "year", "2026-W54", "2025-W53", "2026-13", "2026-02-30", "2026-11-15..2026-11-01",
     "2024-01-01..2026-01-01", "0001-01-01", "9999-12-31", "20261126", "2026-W4٧", "../etc",
     "2026-11-01..", "+026-11-01", "2026-11-26T10:00"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_period(text, THURSDAY)


@given(
    st.sampled_from(("day", "week", "month")),
    st.dates(date(2001, 1, 1), date(2190, 1, 1)),
    st.sampled_from((TORONTO, BRUSSELS, ZoneInfo("Australia/Lord_Howe"))),
)
def test_periods_follow_one_another_without_hole_or_overlap(
    kind: str, day: date, zone: ZoneInfo
) -> None:
    period = period_of(kind, day)
    assert period.first <= day <= period.last
    assert period.before.bounds(zone)[1] == period.bounds(zone)[0]
    assert read_period(period.key, day) == period
    assert last_over(kind, day) == period.before


def test_a_day_that_the_clocks_change_is_whole() -> None:
    def hours(day: str, zone: ZoneInfo) -> float:
        since, until = period_of("day", date.fromisoformat(day)).bounds(zone)
        return (until - since) / timedelta(hours=1)

    assert hours("2026-03-08", TORONTO) == 23
    assert hours("2026-11-01", TORONTO) == 25
    assert hours("2026-03-29", BRUSSELS) == 23
    assert hours("2026-10-25", BRUSSELS) == 25


def test_the_week_ends_at_the_towns_midnight_and_not_at_that_of_utc() -> None:
    week = read_period("2026-W47", THURSDAY)
    assert week.bounds(TORONTO) == (
        datetime(2026, 11, 16, 5, tzinfo=UTC),
        datetime(2026, 11, 23, 5, tzinfo=UTC),
    )
    assert week.bounds(BRUSSELS)[0] == datetime(2026, 11, 15, 23, tzinfo=UTC)


def test_a_range_is_compared_with_as_many_days_before_it() -> None:
    fortnight = Period(kind="range", first=date(2026, 11, 1), last=date(2026, 11, 14))
    assert fortnight.before.key == "2026-10-18..2026-10-31"


WEEKLY = Plan(period="week", at=time(7, 30), day=0)


def test_a_weekly_report_leaves_on_its_day_at_its_hour_on_the_week_that_is_over() -> None:
    assert due(WEEKLY, CITY, local("2026-11-23T07:29")) is None
    slot = due(WEEKLY, CITY, local("2026-11-23T07:30"))
    assert slot is not None
    assert (slot.at, slot.period.key) == (local("2026-11-23T07:30"), "2026-W47")
    after = following(WEEKLY, CITY, slot.at)
    assert (after.at, after.period.key) == (local("2026-11-30T07:30"), "2026-W48")


def test_the_hour_is_the_towns_on_both_sides_of_a_change_of_clocks() -> None:
    daily = Plan(period="day", at=time(7, 30), days=(0, 1, 2, 3, 4, 5, 6))
    for day in ("2026-10-24", "2026-10-25", "2026-10-26", "2026-03-28", "2026-03-29"):
        slot = due(daily, NAMUR, local(f"{day}T12:00", BRUSSELS))
        assert slot is not None
        assert slot.at == local(f"{day}T07:30", BRUSSELS)
    # An hour that the spring change skips comes an hour later, once.
    early = replace(daily, at=time(2, 30))
    assert following(early, NAMUR, local("2026-03-29T00:00", BRUSSELS)).at == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_what_could_not_leave_for_days_is_left_out() -> None:
    assert due(WEEKLY, CITY, local("2026-11-25T07:00")) is not None
    assert due(WEEKLY, CITY, local("2026-11-27T07:00")) is None
    daily = Plan(period="day", at=time(7, 30))
    assert due(daily, CITY, local("2026-11-27T23:00")) is not None
    assert due(daily, CITY, local("2026-11-28T08:00")) is None  # a Saturday: Friday's is too old


def test_a_daily_report_is_skipped_on_a_holiday_and_a_weekly_one_waits_for_the_next_day() -> None:
    daily = Plan(period="day", at=time(7, 30))
    christmas = local("2026-12-25T09:00")  # a Friday
    assert due(daily, CITY, christmas) is None or due(daily, CITY, christmas).at < local(  # type: ignore[union-attr]
        "2026-12-25T00:00"
    )
    assert due(replace(daily, skip_holidays=False), CITY, christmas) is not None
    on_friday = replace(WEEKLY, day=4)
    slot = following(on_friday, CITY, local("2026-12-24T12:00"))
    assert (slot.at, slot.period.key) == (local("2026-12-26T07:30"), "2026-W51")
    assert following(on_friday, CITY, slot.at).at == local("2027-01-02T07:30")  # New Year too


def test_a_monthly_report_leaves_once_on_the_month_that_is_over() -> None:
    monthly = Plan(period="month", at=time(6), day=1)
    slot = following(monthly, CITY, local("2026-12-15T00:00"))
    # New Year's Day is a holiday: it leaves on the second, on December.
    assert (slot.at, slot.period.key) == (local("2027-01-02T06:00"), "2026-12")
    assert following(monthly, CITY, slot.at).period.key == "2027-01"


@given(
    st.sampled_from(("day", "week", "month")),
    st.integers(0, 6),
    st.integers(0, 730 * 24),
)
def test_each_period_has_one_slot(kind: str, day: int, hours: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    plan = Plan(period=kind, at=time(7, 30), day=max(day, 1))
    slots, at = [], now
    for _ in range(12):
        slots.append(following(plan, CITY, at))
        at = slots[-1].at
        assert due(plan, CITY, at) == slots[-1]
    keys = [slot.period.key for slot in slots]
    assert len(set(keys)) == len(keys)
