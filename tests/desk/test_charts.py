"""The charts' specifications: whole, in the reader's language, told without colour."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from desk.charts.drawn import specification
from desk.charts.look import date_locale, inks, number_locale
from desk.charts.map_frame import Frame
from desk.charts.rows import folded, room
from tests.desk import charts
from vigie.chart import HUES, Chart, Look, Spot
from vigie.chart_table import rows_of

KINDS = charts.every_kind()


def addresses(node: Any) -> list[str]:
    """Every `url` anywhere in a specification."""
    if isinstance(node, dict):
        own = [node["url"]] if "url" in node else []
        return own + [found for value in node.values() for found in addresses(value)]
    if isinstance(node, list):
        return [found for value in node for found in addresses(value)]
    return []


@pytest.mark.parametrize("chart", KINDS, ids=lambda chart: type(chart).__name__)
def test_a_specification_is_json_with_its_data_in_it_and_says_what_it_shows(chart: Chart) -> None:
    spec = specification(chart, Look(), validate=True)
    assert json.loads(json.dumps(spec)) == spec
    assert addresses(spec) == []
    assert spec["description"] == chart.alt


@pytest.mark.parametrize("chart", KINDS, ids=lambda chart: type(chart).__name__)
def test_a_table_has_a_head_for_each_of_its_columns(chart: Chart) -> None:
    assert {len(row) for row in rows_of(chart)} == {len(chart.heads)}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_hue_that_carries_a_figure_stands_out_from_the_ground(theme: Any) -> None:
    ink = inks(Look(theme))
    ground = luminance(ink.ground)
    assert set(ink.hues) == set(HUES)
    for name in set(HUES) - {"soft"}:
        light, dark = sorted((luminance(ink.hues[name]), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, f"{name} is too faint (WCAG 1.4.11)"
    for text in (ink.ink, ink.soft):
        light, dark = sorted((luminance(text), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, "text is too faint (WCAG 1.4.3)"


def test_numbers_and_months_are_written_as_in_the_reader_s_language() -> None:
    assert number_locale("fr")["decimal"] == ","
    assert number_locale("en")["decimal"] == "."
    assert date_locale("fr")["shortMonths"][6] == "juill."
    assert date_locale("en")["shortMonths"][6] == "Jul"


def test_two_long_names_that_begin_alike_are_not_drawn_as_one() -> None:
    names = folded(["Rue de la Montagne de l’Est", "Rue de la Montagne de l’Ouest"], 60)
    assert len(set(names)) == 2


@given(some.lists(some.text(max_size=60), max_size=12), some.floats(20, 300))
@settings(max_examples=60)
def test_names_of_any_kind_stay_as_many_as_they_are(names: list[str], pixels: float) -> None:
    assert len(set(folded(names, pixels))) == len(names)


@given(some.lists(some.floats(-1e6, 1e6), max_size=20))
@settings(max_examples=60)
def test_an_axis_holds_zero_and_every_value(values: list[float]) -> None:
    low, high = room(values, 0.1)
    assert all(low <= value <= high for value in (0, *values))
    assert low < high or not any(values)


@given(
    some.lists(some.tuples(some.floats(-179, 179), some.floats(-70, 70)), min_size=1, max_size=20),
    some.integers(200, 900),
)
@settings(max_examples=60)
def test_every_point_of_a_map_stands_inside_its_frame(
    points: list[tuple[float, float]], width: int
) -> None:
    frame = Frame(points, width)
    for point in points:
        row = frame.row(point)
        assert -0.1 <= row["x"] <= frame.width + 0.1
        assert -0.1 <= row["y"] <= frame.height + 0.1


def test_names_on_a_map_do_not_cover_one_another() -> None:
    near = [
        Spot(name=f"Rue {n}", longitude=-72.54 + n / 1e6, latitude=46.34, count=10)
        for n in range(9)
    ]
    spec = json.dumps(specification(charts.places(*near), Look()))
    assert '"name": "Rue 0"' in spec
    assert '"name": "Rue 1"' not in spec
