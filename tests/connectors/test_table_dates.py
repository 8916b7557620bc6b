"""Dates as tables write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.table.dates import parse_moment

QUEBEC = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T14:05:00-05:00",
        "2026-11-23T19:05:00Z",
        "2026-11-23t19:05:00.000z",
        "2026-11-23 19:05 UTC",
        "2026-11-23T14:05:00-0500",
        "2026-11-23 14:05",
        "2026-11-23 14:05:00",
        "2026-11-23T14:05",
        "23/11/2026 14:05",
        "23/11/2026 à 14 h 05",
        "23-11-2026 14h05",
        "23.11.2026, 14:05",
        "2026/11/23 14:05",
        " 2026-11-23 14:05 ",
        "23 novembre 2026 à 14 h 05",
        "23-Nov-2026 02:05PM",
        "23-Nov-26 2:05 p.m.",
        "Nov 23, 2026 2:05 pm",
        "November 23 2026, 14:05",
        "1795460700",
        "1795460700.0",
        "1795460700000",
    ],
)
def test_every_way_of_writing_one_moment_reads_the_same(written: str) -> None:
    assert parse_moment(written, QUEBEC) == datetime(2026, 11, 23, 19, 5, tzinfo=UTC)


def test_a_day_without_hour_is_its_midnight_there() -> None:
    assert parse_moment("2026/11/23", QUEBEC) == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert parse_moment("1/7/2026", QUEBEC) == datetime(2026, 7, 1, 4, tzinfo=UTC)


def test_the_day_comes_before_the_month() -> None:
    assert parse_moment("03/04/2026", UTC) == datetime(2026, 4, 3, tzinfo=UTC)
    assert parse_moment("11/23/2026", UTC) is None


@pytest.mark.parametrize(
    ("written", "month"),
    [
        *(("1er janvier 2026", 1), ("1 févr. 2026", 2), ("1 Mar 2026", 3), ("1 avril 2026", 4)),
        *(("1-mai-26", 5), ("1 juin 2026", 6), ("1 juil. 2026", 7), ("1 août 2026", 8)),
        *(("Sep 1, 2026", 9), ("1 octobre 2026", 10), ("1-Nov-2026", 11), ("1 déc. 2026", 12)),
    ],
)
def test_a_month_may_be_named_in_french_or_in_english(written: str, month: int) -> None:
    assert parse_moment(written, UTC) == datetime(2026, month, 1, tzinfo=UTC)


def test_noon_and_midnight_of_half_days_are_the_right_ones() -> None:
    assert parse_moment("23-Nov-2026 12:05 AM", UTC) == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)
    assert parse_moment("23-Nov-2026 12:05 PM", UTC) == datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
    assert parse_moment("23-Nov-2026 13:05 PM", UTC) is None


def test_a_date_that_may_be_american_is_not_guessed() -> None:
    assert parse_moment("3/4/2026 2:05 PM", UTC) is None


def test_a_leap_second_is_read() -> None:
    assert parse_moment("2016-12-31T23:59:60Z", UTC) == datetime(
        2016, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "written",
    [
        *("", "hier", "2026-02-30", "2026-11-23 25:00", "2026-11-23 14:05:61", "0000-01-01"),
        *("12", "2026", "2026-11/23", "2026-11-23T14:05+99:99", "9999-12-31T23:59:59-23:59"),
        *("0001-01-01T00:00+12:00", "١٢/١١/٢٠٢٦", "2026-11-23 14:05 bonjour", "nan", "1e9"),
        *("99999999999999999999", "2026-00-23", "23/00/2026 14:05"),
    ],
)
def test_what_is_not_a_date_is_none(written: str) -> None:
    assert parse_moment(written, QUEBEC) is None


@given(
    st.integers(0, 4 * 10**15),  # microseconds since 1970, up to 2096
    st.integers(-14 * 60, 14 * 60),
)
def test_rfc_3339_is_read_back_exactly(microseconds: int, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).astimezone(
        zone
    )
    assert parse_moment(moment.isoformat(), QUEBEC) == moment


@given(st.text(max_size=30))
def test_any_string_is_a_date_or_none(written: str) -> None:
    moment = parse_moment(written, QUEBEC)
    assert moment is None or moment.tzinfo is UTC
