from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk.emptiness import Seen, emptiness
from desk.silence import is_known, is_late
from desk.source_slots import SourceCalendar, calendar_of, day_slots
from tests.desk.examples import TOWN
from tests.desk.histories import (
    DAY,
    FIRST,
    HOUR,
    LAST,
    QUEBEC,
    days,
    forum,
    local,
    paper,
    rhythm,
    wire,
)
from vigie.rhythm import Rhythm, hour_of, moment_of

FRIDAY, SATURDAY, SUNDAY = (LAST - n * DAY for n in (2, 1, 0))
MONDAY, TUESDAY = LAST + DAY, LAST + 2 * DAY
WEEKDAYS = (0, 1, 2, 3, 4)


def late(remembered: Rhythm, until: datetime, calendar: SourceCalendar = QUEBEC) -> bool:
    return is_late(remembered, until, calendar)


def test_a_daily_paper_silent_since_friday_is_late_on_saturday() -> None:
    silent = rhythm(paper(last=FRIDAY))
    assert not late(silent, local(FRIDAY, 23))
    assert not late(silent, local(SATURDAY, 5))
    assert late(silent, local(SATURDAY, 10))
    assert late(silent, local(SUNDAY, 23))


def test_a_paper_that_never_comes_on_saturday_is_not_late_before_monday() -> None:
    silent = rhythm(paper(WEEKDAYS))
    assert not late(silent, local(SATURDAY, 12))
    assert not late(silent, local(MONDAY, 5))
    assert late(silent, local(MONDAY, 10))


def test_a_paper_of_four_weeks_is_late_only_after_two_days_without_it() -> None:
    young = FRIDAY - timedelta(weeks=3)
    silent = rhythm(paper(first=young, last=FRIDAY), since=young)
    assert not late(silent, local(SATURDAY, 10))
    assert late(silent, local(TUESDAY, 10))


def test_a_single_missed_day_long_ago_does_not_make_it_wait_for_two() -> None:
    missed = paper(last=FRIDAY, but=[FRIDAY - timedelta(weeks=5)])
    assert late(rhythm(missed), local(SATURDAY + 3 * DAY, 10))


def test_a_wire_is_late_within_the_half_day_and_not_within_two_hours() -> None:
    silent = rhythm(wire())
    assert not late(silent, local(LAST, 25))
    assert late(silent, local(LAST, 34))


def test_a_sleepy_forum_is_not_late_after_ten_days_but_is_after_half_a_year() -> None:
    remembered = rhythm(forum(), since=LAST - timedelta(weeks=26))
    assert is_known(remembered, local(LAST, 24))
    assert not late(remembered, local(LAST + 10 * DAY, 12))
    assert not late(remembered, local(LAST + 30 * DAY, 12))
    assert late(remembered, local(LAST + 182 * DAY, 12))


def test_a_source_that_never_stops_is_late_after_a_few_hours() -> None:
    silent = rhythm(local(day, hour) for day in days() for hour in range(24))
    assert not late(silent, local(MONDAY, 1))
    assert late(silent, local(MONDAY, 4))


@pytest.mark.parametrize(
    ("arrivals", "listened"),
    [
        (paper(range(7), last=FIRST + 6 * DAY), 13),
        (paper(range(7), last=FIRST + 3 * DAY), 80),
        ([], 80),
    ],
    ids=["two weeks", "five arrivals", "nothing"],
)
def test_nothing_is_late_before_its_rhythm_is_known(
    arrivals: list[datetime], listened: int
) -> None:
    until = local(FIRST + listened * DAY, 0)
    assert not is_known(rhythm(arrivals), until)
    assert not late(rhythm(arrivals), until)
    more = paper(range(7), last=FIRST + 4 * DAY)
    assert is_known(rhythm(more), local(FIRST + 14 * DAY, 0))


def test_a_change_of_the_clocks_makes_nobody_late() -> None:
    """The first of November 2026 lasts 25 hours in Québec; the eighth of March 2027, 23."""
    back, forth = date(2026, 11, 1), date(2027, 3, 14)
    autumn = paper(range(7), last=back - DAY)
    for hour in range(24):
        assert not late(rhythm(autumn), local(back, min(hour, 5)))
    assert not late(rhythm([*autumn, local(back, 6.2)]), local(back + DAY, 6))
    assert late(rhythm(autumn), local(back, 12))
    winter = paper(range(7), first=date(2027, 1, 1), last=forth - DAY)
    remembered = rhythm(winter, since=date(2027, 1, 1))
    assert not late(remembered, local(forth, 5))
    assert late(remembered, local(forth, 12))


def test_a_holiday_is_no_day_to_miss_a_paper() -> None:
    christmas = date(2026, 12, 25)
    silent = rhythm(paper(range(7), last=christmas - DAY))
    open_, closed = QUEBEC, calendar_of(TOWN, local(christmas, 12))
    assert christmas in closed.closed
    assert late(silent, local(christmas, 20), open_)
    assert not late(silent, local(christmas, 20), closed)
    assert late(silent, local(christmas + 5 * DAY, 20), closed)


def test_a_stretch_of_which_nothing_is_known_is_no_silence() -> None:
    silent = rhythm(paper(last=FRIDAY))
    gap = (hour_of(local(FRIDAY, 12)), hour_of(local(SATURDAY, 20)))
    assert is_late(silent, local(SATURDAY, 19), QUEBEC)
    assert not is_late(silent, local(SATURDAY, 19), QUEBEC, [gap])


def test_a_source_stays_late_however_long_it_says_nothing() -> None:
    silent = rhythm(paper(last=FRIDAY))
    moments = [local(SATURDAY, 10) + n * HOUR for n in range(0, 24 * 21, 5)]
    assert all(late(silent, moment) for moment in [*moments, local(LAST + 800 * DAY, 1)])


def test_a_slower_rhythm_is_learnt_after_a_few_weeks() -> None:
    """A paper that comes once a week from now on rings a few times, then no more."""
    arrivals = paper(last=FRIDAY)
    rings = []
    for week in range(1, 13):
        monday = MONDAY + timedelta(weeks=week)
        rings.append(late(rhythm(arrivals), local(monday, 20)))
        arrivals.append(local(monday + 2 * DAY, 6))
    assert rings[0]
    assert sum(rings) <= 4
    assert not any(rings[-6:])


def test_days_are_cut_at_local_hours_even_when_the_clocks_change() -> None:
    slots = day_slots(QUEBEC, hour_of(local(date(2026, 11, 2), 9)), 6)
    assert [slot.end - slot.begin for slot in slots[:3]] == [24, 25, 24]
    assert slots[0].kind == 6


def test_what_some_days_never_fail_makes_a_few_sure_and_a_forum_stays_unsure() -> None:
    regular = emptiness({day: Seen(4, 4 if day in (0, 6) else 0) for day in range(7)})
    assert regular[5] < 0.05
    assert regular[6] > 0.95
    forum_like = emptiness({day: Seen(4, 2 if day != 5 else 0) for day in range(7)})
    assert forum_like[5] > 0.15


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 5_000), min_size=1, max_size=60),
    st.integers(0, 9_000),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), max_size=3),
)
@example([0, 1, 27, 28, 29], 307, [(27, 28)])
def test_any_history_is_judged_and_once_late_stays_so(
    told: list[int], more: int, unknown: list[tuple[int, int]]
) -> None:
    since = hour_of(local(FIRST, 0))
    remembered = Rhythm(since).with_arrivals(since + hour for hour in told)
    spans = [(since + min(pair), since + max(pair)) for pair in unknown]
    until = moment_of((remembered.newest or 0) + more)
    if is_late(remembered, until, QUEBEC, spans):
        assert is_late(remembered, until + 7 * HOUR, QUEBEC, spans)
