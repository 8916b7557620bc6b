"""Moments that other machines tell, whatever their clocks and their calendars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.clock_skew import no_later

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ("2026-11-23T08:00:00-05:00", "2026-11-23T13:00:00+00:00"),
        ("2026-11-23T12:00:00", "2026-11-23T12:00:00+00:00"),
        ("2026-11-23T14:59:00+00:00", "2026-11-23T14:00:00+00:00"),
        ("2026-11-23T15:01:00+00:00", "2026-11-23T15:01:00+00:00"),
    ],
    ids=["in UTC", "without a zone", "a little ahead", "too far ahead"],
)
def test_a_clock_a_little_ahead_is_forgiven(told: str, taken: str) -> None:
    assert no_later(datetime.fromisoformat(told), NOW) == datetime.fromisoformat(taken)


@settings(deadline=None)
@given(
    st.datetimes(timezones=st.none() | st.timezones())
    | st.sampled_from(["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]).map(
        datetime.fromisoformat
    )
)
def test_any_moment_is_one_in_utc(told: datetime) -> None:
    assert no_later(told, NOW).tzinfo is UTC
