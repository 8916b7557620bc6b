"""Small counts are grouped so that neither a glance nor a subtraction tells of few people."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.report_cells import Grouped, band, breakdown, grouped
from desk.report_change import change, spread
from vigie.report import LEAST, Breakdown

cells = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.dictionaries(st.integers(0, 14).map(str), st.integers(1, 4), min_size=1).map(Counter),
    max_size=8,
)


def published(table: Breakdown, names: list[str]) -> tuple[np.ndarray, list[int]]:
    """Return what the table says as equations on the true counts of the cells.

    Whoever attacks knows the vocabulary: which values have a row, and that the others are
    together.
    """
    rows = [row.name for row in table.rows]
    lines = [[float(name == row) for name in names] for row in rows]
    figures = [row.count for row in table.rows]
    if table.grouped:
        lines.append([float(name not in rows) for name in names])
        figures.append(table.grouped)
    if table.total is not None:
        lines.append([1.0] * len(names))
        figures.append(table.total)
    return np.array(lines).reshape(len(lines), len(names)), figures


def deduced(equations: np.ndarray, wanted: np.ndarray) -> bool:
    """Tell whether a sum of cells follows from the equations."""
    if not len(equations):
        return False
    with_it = np.linalg.matrix_rank(np.vstack([equations, wanted]))
    return bool(with_it == np.linalg.matrix_rank(equations))


@settings(max_examples=60)
@given(cells)
def test_no_sum_of_published_figures_is_that_of_fewer_than_five_people(
    counted: dict[str, Counter[str]],
) -> None:
    names = sorted(counted)
    equations, _ = published(breakdown(grouped(counted)), names)
    # Every set of cells, whatever additions and subtractions it takes.
    for number in range(1, 2 ** len(names)):
        inside = [bool(number >> place & 1) for place in range(len(names))]
        some = [name for name, yes in zip(names, inside, strict=True) if yes]
        who = set(chain.from_iterable(counted[name] for name in some))
        if len(who) < LEAST:
            assert not deduced(equations, np.array(inside, dtype=float))


@given(cells)
def test_a_table_adds_up_and_loses_nobody(counted: dict[str, Counter[str]]) -> None:
    table = breakdown(grouped(counted))
    true = sum(voices.total() for voices in counted.values())
    if table.total is None:
        assert table == Breakdown(total=None)
        assert 0 < len(set(chain.from_iterable(counted.values()))) < LEAST
    else:
        assert table.total == true == sum(row.count for row in table.rows) + table.grouped
    assert all(len(counted[row.name]) >= LEAST for row in table.rows)


@given(cells)
def test_what_is_grouped_does_not_depend_on_the_order(counted: dict[str, Counter[str]]) -> None:
    backwards = dict(reversed(list(counted.items())))
    assert breakdown(grouped(counted)) == breakdown(grouped(backwards))


@given(cells, cells)
def test_a_change_stands_between_two_figures_that_are_each_published(
    now: dict[str, Counter[str]], before: dict[str, Counter[str]]
) -> None:
    former = breakdown(grouped(before))
    told = {row.name: row.count for row in former.rows}
    for row in breakdown(grouped(now), grouped(before)).rows:
        assert row.before == told.get(row.name)


def test_a_visible_row_is_given_up_to_hide_a_small_one() -> None:
    snow, roads, noise = (Counter(map(str, range(n))) for n in (20, 7, 2))
    table = breakdown(grouped({"snow": snow, "roads": roads, "noise": noise}))
    assert [row.name for row in table.rows] == ["snow"]
    assert (table.grouped, table.total) == (9, 29)


def test_ten_posts_by_one_person_are_not_ten_people() -> None:
    assert breakdown(grouped({"snow": Counter({"a": 40})})).total is None


@pytest.mark.parametrize(
    ("people", "least"), [(0, 0), (1, 1), (4, 1), (5, 5), (9, 5), (10, 10), (4321, 1000)]
)
def test_people_are_told_by_bands(people: int, least: int) -> None:
    assert band(people) == least


def test_a_change_is_sure_only_when_enough_people_made_it() -> None:
    many = change(60, 20, spread([1] * 60), spread([1] * 20))
    assert many is not None
    assert many.sure
    assert (many.ratio, many.low > 1.5, many.high < 6) == (3.0, True, True)
    one = change(60, 20, spread([50, *[1] * 10]), spread([1] * 20))
    assert one is not None
    assert not one.sure
    assert change(3, 0, 3, 0) is None


def test_nobody_at_all_is_told_as_nobody() -> None:
    assert breakdown(grouped({})) == Breakdown(total=0)
    assert Grouped((), Counter(), Counter()).safe
