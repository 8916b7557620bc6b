from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.count_tails import at_least
from desk.rule_floor import SPIKE, AtLeast
from desk.spikes import MONTH, Episode, chance_for, episodes, spikes
from desk.usual_rhythm import DAY, WEEK, WINDOWS, Usual, learn

WEEKS = 8 * WEEK
NIGHT, NOON = 3, 12


def slots(length: int) -> np.ndarray:
    return np.arange(length) % WEEK


def town(per_day: float, seed: int = 1, hours: int = WEEKS + 3 * DAY) -> np.ndarray:
    """A town that speaks by day only, and half as much at the weekend."""
    by_day = np.array([0.2 if hour < 7 else 1.3 for hour in range(DAY)]) * per_day / DAY
    week = np.concatenate([by_day * (1.0 if day < 5 else 0.5) for day in range(7)])
    return np.random.default_rng(seed).poisson(np.resize(week, hours)).astype(float)


def looked(counts: np.ndarray, **floor: float) -> list[Episode]:
    usual = learn(counts[:WEEKS], slots(WEEKS))
    late = slice(WEEKS - DAY, None)
    found = slots(len(counts))[late]
    return episodes(counts[late], found, usual, AtLeast(**floor).over(SPIKE), DAY)


@pytest.mark.parametrize(
    ("count", "mean", "variance", "expected"),
    [
        # By hand: 1 - e^-2 (1 + 2); the geometric law of q = 3/4 is 0.75^3.
        (2, 2.0, 2.0, 0.5939941502901616),
        (3, 3.0, 12.0, 0.421875),
        (0, 5.0, 9.0, 1.0),
        (1, 1e-9, 1e-9, 1e-9),
    ],
)
def test_the_tail_is_that_of_the_textbook(
    count: int, mean: float, variance: float, expected: float
) -> None:
    assert at_least(count, mean, variance) == pytest.approx(expected, rel=1e-8)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("variance", [200.0, 900.0, 8000.0])
def test_what_is_rarer_than_any_number_can_say_is_told_at_once(variance: float) -> None:
    tails = [at_least(count, 200.0, variance) for count in range(1000, 60_000, 7)]
    assert all(0 < tail < 1e-3 for tail in tails)
    assert tails[-1] < 1e-200


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 3000), st.floats(1, 60), st.integers(1, 4000))
def test_the_tail_agrees_with_scipy(mean: float, spread: float, count: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    variance = mean * spread
    if spread < 1.001:
        law = stats.poisson(mean)
        variance = mean
    else:
        law = stats.nbinom(mean * mean / (variance - mean), mean / variance)
    assert at_least(count, mean, variance) == pytest.approx(law.sf(count - 1), rel=1e-6, abs=1e-270)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 200), st.floats(1, 20))
def test_more_is_never_more_likely(mean: float, spread: float) -> None:
    tails = [at_least(count, mean, mean * spread) for count in range(int(mean * 3) + 10)]
    assert all(a >= b - 1e-12 for a, b in pairwise(tails))
    assert 0 <= tails[-1] <= tails[0] == 1


def test_the_rhythm_of_the_week_is_learnt() -> None:
    usual = learn(town(200)[:WEEKS], slots(WEEKS))
    noons = [usual.hours[day * DAY + NOON] for day in range(7)]
    assert noons[:5] == pytest.approx([200 / DAY * 1.3] * 5, rel=0.25)
    assert noons[5:] == pytest.approx([100 / DAY * 1.3] * 2, rel=0.3)
    assert usual.hours[NIGHT] < noons[0] / 4
    assert all(1 <= usual.spread[window] < 1.3 for window in WINDOWS)


def test_five_mentions_a_day_teach_no_false_detail() -> None:
    usual = learn(town(5)[:WEEKS], slots(WEEKS))
    noons = [usual.hours[day * DAY + NOON] for day in range(5)]
    assert max(noons) < 2 * min(noons)
    assert sum(usual.hours) == pytest.approx(town(5)[:WEEKS].sum() / 8, rel=0.15)


def test_a_storm_of_last_month_does_not_hide_the_next() -> None:
    calm = town(200)[:WEEKS]
    stormy = calm.copy()
    stormy[20 * DAY + 8 : 21 * DAY + 8] += 60  # seven days' worth in a day
    before, after = learn(calm, slots(WEEKS)), learn(stormy, slots(WEEKS))
    same_weekday = slice(6 * DAY, 7 * DAY)  # the twenty-first day is a Sunday
    assert sum(after.hours[same_weekday]) < 1.15 * sum(before.hours[same_weekday])
    assert after.spread[24] < 1.5


def test_days_without_vigie_teach_no_silence() -> None:
    off = town(200)[:WEEKS]
    off[10 * DAY : 14 * DAY] = 0
    usual = learn(off, slots(WEEKS))
    assert sum(usual.hours) == pytest.approx(
        sum(learn(town(200)[:WEEKS], slots(WEEKS)).hours), rel=0.1
    )


def test_nothing_heard_yet_is_no_error() -> None:
    usual = learn(np.zeros(2 * WEEK), slots(2 * WEEK))
    assert all(hour > 0 for hour in usual.hours)
    day = sum(usual.hours[:24])
    assert at_least(5, day, usual.variance(day, 24)) < 0.01


def test_a_month_of_a_quiet_town_rings_no_more_often_than_stated() -> None:
    alarms = months = 0
    floor = AtLeast(times=1).over(SPIKE)
    for seed in range(12):
        counts = town(40, seed, WEEKS + MONTH)
        usual = learn(counts[:WEEKS], slots(WEEKS))
        late = slice(WEEKS - DAY, None)
        alarms += len(episodes(counts[late], slots(len(counts))[late], usual, floor, DAY))
        months += 1
    assert alarms / months <= 0.5


def test_the_false_alarms_of_a_month_are_shared_among_its_looks() -> None:
    assert chance_for(0.5) * MONTH * len(WINDOWS) == pytest.approx(0.5)


@pytest.mark.parametrize("per_day", [5, 200, 5000])
def test_four_days_worth_within_an_hour_ring_in_that_hour(per_day: float) -> None:
    counts = town(per_day)
    at = WEEKS + DAY + NOON
    counts[at] += 4 * per_day
    (one,) = looked(counts)
    assert (one.start, one.raised) == (DAY * 2 + NOON, DAY * 2 + NOON)
    assert one.first.count >= 4 * per_day > one.first.expected


def test_a_slow_rise_rings_by_the_day_that_no_hour_would_show() -> None:
    counts = town(200)
    counts[WEEKS + DAY :][: DAY + 12] += 5
    (one,) = looked(counts)
    assert one.first.window > 1
    assert one.end is None
    assert one.peak.chance <= one.first.chance


def test_an_episode_ends_once_and_rings_once() -> None:
    counts = town(200)
    at = WEEKS + 6
    counts[at] += 60
    counts[at + 2] += 60  # a lull of an hour inside it
    (one,) = looked(counts)
    assert one.start == DAY + 6
    assert one.end is not None
    assert 2 <= one.end - one.start <= 27


def test_two_mentions_where_none_is_usual_are_no_spike() -> None:
    counts = town(5) * 0
    counts[-1] = 4
    assert looked(counts) == []
    counts[-1] = 5
    assert len(looked(counts)) == 1
    assert looked(counts, mentions=6) == []


def test_a_rare_but_small_rise_of_a_large_town_wakes_nobody() -> None:
    counts = town(5000)
    counts[-24:] *= 1.2
    assert looked(counts) == []
    assert len(looked(counts, times=1.1)) == 1


def test_the_night_is_held_against_the_night() -> None:
    counts = town(200)
    counts[-24 + NIGHT] = 14  # less than noon brings every day
    assert looked(counts)[0].raised == 3 * DAY + NIGHT


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=2 * WEEK, max_size=2 * WEEK + 30))
def test_no_history_breaks_it(counts: list[int]) -> None:
    hours = np.array(counts, float)
    usual = learn(hours, slots(len(hours)))
    assert all(np.isfinite(usual.hours))
    assert min(usual.hours) > 0
    for one in episodes(hours, slots(len(hours)), usual, SPIKE, len(hours) - 40):
        assert one.start <= one.raised
        assert one.end is None or one.end >= one.raised


def test_a_level_known_from_little_is_believed_less() -> None:
    spread = dict.fromkeys(WINDOWS, 2.0)
    sure, unsure = (Usual(hours=(1.0,) * WEEK, spread=spread, doubt=d) for d in (0.0, 0.5))
    assert sure.variance(4.0, 24) == 8.0
    assert unsure.variance(4.0, 24) == 16.0


def test_a_window_without_what_was_heard_late_is_less_rare() -> None:
    counts = town(200)
    counts[WEEKS + NOON] += 60
    seen = looked(counts)[0].first
    half = seen.without(0.5)
    assert half.count == pytest.approx(seen.count / 2, abs=1)
    assert half.chance > seen.chance
    assert seen.without(0).chance == seen.chance


def test_a_week_of_history_tells_nothing_yet() -> None:
    counts = town(200)
    counts[-5] += 500
    which, since = slots(len(counts)), len(counts) - DAY
    assert len(spikes(counts, which, since)) == 1
    assert len(spikes(counts, which, since, heard_from=len(counts) - 18 * DAY)) == 1
    assert spikes(counts, which, since, heard_from=len(counts) - 17 * DAY) == []


def test_whoever_looks_later_sees_the_same_episodes() -> None:
    counts = town(200, hours=WEEKS + 20 * DAY)
    first, second = WEEKS + 4 * DAY + NOON, WEEKS + 12 * DAY + NOON
    counts[first : first + 3] += 60
    counts[second : second + 30] += 40  # past midnight: still one
    found = spikes(counts, slots(len(counts)), WEEKS + 3 * DAY)
    assert [one.start for one in found] == [first, second]
    (later,) = spikes(counts[: second + 2], slots(second + 2), second // DAY * DAY)
    assert (later.start, later.raised, later.end) == (second, found[1].raised, None)
