from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.spreadsheet import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_a_formula_is_made_harmless(text: str) -> None:
    assert safe_cell(text) == "'" + text


@given(st.text())
def test_no_cell_starts_as_a_formula_and_no_word_is_lost(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@"))
    assert cell.endswith(text)


@pytest.mark.parametrize("value", [None, True, 3, "bonjour", ""])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value
