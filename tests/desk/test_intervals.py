"""Intervals against published figures and SciPy's, and what must hold whatever the counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from desk.intervals import difference, dispersion, quantile, ratio, voices, wilson

Z = quantile()


@pytest.mark.parametrize(("count", "of"), [(0, 10), (1, 29), (15, 148), (81, 263), (29, 29)])
def test_wilson_s_interval_is_scipy_s(count: int, of: int) -> None:
    theirs = stats.binomtest(count, of).proportion_ci(method="wilson")
    assert wilson(count, of, Z) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_wilson_s_interval_is_the_published_one() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    assert wilson(81, 263, Z) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148, Z) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20, Z) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29, Z) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_newcombe_s_published_interval(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe, "Interval estimation for the difference between independent proportions", 1998,
    # table II, method 10.
    assert difference(two, one, Z) == pytest.approx((low, high), abs=5e-5)


def test_quantiles_are_scipy_s_and_wider_for_more_comparisons() -> None:
    assert quantile() == pytest.approx(stats.norm.ppf(0.975))
    assert quantile(10) == pytest.approx(stats.norm.ppf(1 - 0.05 / 20))


def test_a_ratio_of_counts_has_its_textbook_interval() -> None:
    # 60 events after 30: exp(log 2 ± 1.96 √(1/60 + 1/30)).
    middle, (low, high) = ratio(30, 60, 1.0, Z)
    assert middle == 2
    assert (low, high) == pytest.approx((1.2903, 3.1001), abs=1e-3)


def test_dispersion_is_pearson_s_chi_squared_over_its_freedom() -> None:
    one, two = [3, 8, 2, 11, 4, 9, 5], [20, 2, 30, 1, 14, 3, 22]
    expected = (stats.chisquare(one).statistic + stats.chisquare(two).statistic) / 12
    assert dispersion(one, two) == pytest.approx(expected)
    assert dispersion([5, 5, 5], [4, 4, 4]) == 1
    assert dispersion([], [0, 0]) == 1


def test_ten_repeats_of_one_story_are_one_voice() -> None:
    assert voices([1] * 12) == 12
    assert voices([12]) == 1
    assert voices([10, 1, 1]) == pytest.approx(144 / 102)
    assert voices([]) == 0


counts = some.integers(1, 5000).flatmap(lambda of: some.tuples(some.integers(0, of), some.just(of)))


@given(counts)
def test_an_interval_holds_its_share_and_stays_between_0_and_1(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair, Z)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1
    assert low < high


@given(counts, some.integers(2, 40))
def test_more_mentions_of_the_same_share_make_it_narrower(
    pair: tuple[int, int], times: int
) -> None:
    one, many = wilson(*pair, Z), wilson(pair[0] * times, pair[1] * times, Z)
    assert many[1] - many[0] < one[1] - one[0]


@given(counts, counts, some.integers(1, 60))
def test_a_difference_s_interval_holds_it_turns_with_its_sides_and_widens(
    one: tuple[int, int], two: tuple[int, int], comparisons: int
) -> None:
    low, high = difference(one, two, Z)
    gap = two[0] / two[1] - one[0] / one[1]
    assert -1 <= low <= gap + 1e-12
    assert gap - 1e-12 <= high <= 1
    assert difference(two, one, Z) == pytest.approx((-high, -low))
    wide = difference(one, two, quantile(comparisons))
    assert wide[0] <= low + 1e-12
    assert high <= wide[1] + 1e-12


@given(some.integers(1, 10_000), some.integers(1, 10_000), some.floats(1, 50))
def test_a_ratio_s_interval_holds_it_and_turns_with_its_sides(
    before: int, after: int, spread: float
) -> None:
    middle, (low, high) = ratio(before, after, spread, Z)
    assert low < middle < high
    turned, (other_low, other_high) = ratio(after, before, spread, Z)
    assert turned == pytest.approx(1 / middle)
    assert other_low == pytest.approx(1 / high)
    assert other_high == pytest.approx(1 / low)
    _, (narrow, _) = ratio(before, after, 1.0, Z)
    assert low <= narrow + 1e-12


@given(some.lists(some.integers(1, 300), min_size=1, max_size=60))
def test_voices_are_never_more_than_mentions_nor_than_stories(stories: list[int]) -> None:
    found = voices(stories)
    assert found <= sum(stories) + 1e-9
    assert found <= len(stories) + 1e-9
    assert math.isclose(found, len(stories)) == (len(set(stories)) == 1)
