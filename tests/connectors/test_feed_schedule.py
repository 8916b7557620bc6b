from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed.schedule import (
    LONGEST,
    SHORTEST,
    START,
    Pace,
    adapt,
    back_off,
    moment_after,
    publisher_interval,
    retry_after,
)

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
DAY = 86_400


@pytest.mark.parametrize(
    ("before", "fresh", "elapsed", "silent", "after"),
    [
        # Nothing changes before two polls in a row came on time.
        (Pace(3_600, 0), 0, None, 0, Pace(3_600, 1)),
        (Pace(3_600, 0), 0, 3_600, 0, Pace(3_600, 1)),
        (Pace(3_600, 5), 0, 4 * 3_600, 0, Pace(3_600, 1)),
        # Mostly known: ten minutes more, an hour after a month of silence.
        (Pace(3_600, 1), 6, 3_600, 0, Pace(4_200)),
        (Pace(3_600, 1), 0, 3_700, 32 * DAY, Pace(7_200)),
        (Pace(3_600, 1), 0, -9_999, -9_999, Pace(4_200)),
        (Pace(DAY - 300, 1), 0, DAY, 0, Pace(DAY)),
        # In between: as it is.
        (Pace(3_600, 1), 10, 3_600, 0, Pace(3_600, 2)),
        # Mostly new: an hour less, never under ten minutes; from the start if it was above.
        (Pace(3_600, 1), 20, 3_600, 0, Pace(SHORTEST)),
        (Pace(5 * 3_600, 1), 15, 5 * 3_600, 0, Pace(START)),
        (Pace(SHORTEST, 1), 20, SHORTEST, 0, Pace(SHORTEST)),
    ],
)
def test_the_interval_follows_the_feed(
    before: Pace, fresh: int, elapsed: int | None, silent: int, after: Pace
) -> None:
    got = adapt(before, fresh=fresh, total=20, elapsed=elapsed, silent=silent, floor=None)
    assert got == after


def test_a_set_interval_is_a_floor_and_the_start() -> None:
    busy = adapt(Pace(60, 1), fresh=20, total=20, elapsed=60, silent=0, floor=60)
    assert busy == Pace(60)
    slow = adapt(Pace(7_200, 1), fresh=20, total=20, elapsed=7_200, silent=0, floor=1_800)
    assert slow == Pace(1_800)


def test_an_empty_document_teaches_nothing() -> None:
    before = Pace(3_600, 4)
    got = adapt(before, fresh=0, total=0, elapsed=3_600, silent=0, floor=None)
    assert got.interval == before.interval


@pytest.mark.parametrize(
    ("every", "header", "seconds"),
    [
        (None, "", 0),
        (3_600, "", 3_600),
        (None, "public, max-age=900", 900),
        (None, "s-maxage=9999", 0),
        (1_800, "max-age=7200", 7_200),
        (604_800, "", DAY),
        (None, "max-age=31536000", DAY),
        (None, "max-age=zut", 0),
    ],
)
def test_what_the_publisher_asks_is_honoured_up_to_a_day(
    every: int | None, header: str, seconds: int
) -> None:
    assert publisher_interval(every, {"cache-control": header}) == seconds


@pytest.mark.parametrize(
    ("interval", "failures", "asked", "wait"),
    [
        (3_600, 0.25, None, 3_600),
        (3_600, 1, None, 3_600),
        (3_600, 3, None, 10_800),
        (3_600, 29, None, DAY),
        (3_600, 0.5, 7_200, 7_200),
        (3_600, 3, 60, 10_800),
        (3_600, 1, 30 * DAY, DAY),
    ],
)
def test_failures_wait_longer_and_longer_up_to_a_day(
    interval: int, failures: float, asked: float | None, wait: int
) -> None:
    assert back_off(interval, failures, asked) == wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 15:00:00 GMT", 3_600.0),
        ("Mon, 23 Nov 2026 09:30:00 -0500", 1_800.0),
        ("Mon, 23 Nov 2026 13:00:00 GMT", 0.0),
        ("bientôt", None),
        ("-5", None),
        ("1e9", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(
    st.integers(-(2**40), 2**40),
    st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)),
    st.integers(-(2**40), 2**40),
    st.one_of(st.none(), st.integers(1, DAY)),
    st.integers(0, 2 * DAY),
)
def test_no_clock_sets_the_next_poll_in_the_past_or_years_ahead(
    elapsed: int, counts: tuple[int, int], silent: int, floor: int | None, interval: int
) -> None:
    fresh, total = counts
    pace = adapt(
        Pace(interval, 3), fresh=fresh, total=total, elapsed=elapsed, silent=silent, floor=floor
    )
    assert (floor or SHORTEST) <= pace.interval <= LONGEST
    assert NOW < moment_after(NOW, pace.interval) <= NOW + timedelta(days=2)
    assert NOW < moment_after(NOW, elapsed) <= NOW + timedelta(days=2)
