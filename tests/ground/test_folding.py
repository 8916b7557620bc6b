from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vigie.folding import fold, fold_words


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_character_folds_alike_wherever_it_stands(text: str) -> None:
    # « é » beside each, since what is all ASCII is folded another way
    assert fold(text + "é") == "".join(fold(one + "é")[0] for one in text) + "e"


def test_accents_case_and_typography_are_folded() -> None:
    assert fold("L’ÉTÉ à Trois‑Rivières") == "l'ete a trois-rivieres"


def test_two_spellings_of_a_name_compare_equal() -> None:
    assert fold_words("Trois-Rivières") == fold_words("TROIS  RIVIERES")
