"""The trained finder takes the best single passage, exactly, and stays within the text."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrichers import place
from enrichers.place import PlaceEnricher
from enrichers.place_finder import Moves, _best_run
from enrichers.place_marks import marks_of
from enrichers.place_templates import Templates, tokens_of
from tests.enrichers.town_for_tests import NAMUR, TROIS_RIVIERES

WEIGHTS = st.integers(-5_000, 5_000)
LONG = st.lists(st.tuples(WEIGHTS, WEIGHTS), min_size=1, max_size=9)


def scored(begins: list[int], goes_on: list[int], moves: Moves, first: int, last: int) -> int:
    """What one passage is worth, term by term."""
    score = begins[first] + sum(goes_on[first + 1 : last + 1])
    score += moves.enter if first else 0
    if last > first:
        score += moves.extend + moves.go_on * (last - first - 1)
    if last < len(begins) - 1:
        score += moves.leave if last > first else moves.leave_one
    return score


@settings(max_examples=300, deadline=None)
@given(LONG, st.builds(Moves, WEIGHTS, WEIGHTS, WEIGHTS, WEIGHTS, WEIGHTS))
def test_no_passage_scores_more_than_the_one_found(
    tokens: list[tuple[int, int]], moves: Moves
) -> None:
    begins, goes_on = [b for b, _ in tokens], [i for _, i in tokens]
    first, last, score = _best_run(begins, goes_on, moves)
    every = combinations_with_replacement(range(len(tokens)), 2)
    assert score == scored(begins, goes_on, moves, first, last)
    assert score == max(scored(begins, goes_on, moves, one, other) for one, other in every)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_a_place_is_a_passage_of_its_text_whatever_the_text(text: str) -> None:
    for town in (TROIS_RIVIERES, NAMUR):
        found = place.build(town, {}).of(text)
        if found is not None:
            assert text[found.start : found.end] == found.text != ""
            assert 0 < found.confidence < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trou béant rue des Forges", "rue des Forges"),
        ("Lampadaire éteint au 12, rue Royale depuis lundi", "12, rue Royale"),
        ("Le parc Victoria est plein de vitre cassée", "parc Victoria"),
        ("Merci à toute l'équipe, belle job", None),
    ],
)
def test_plain_places_are_found_with_their_exact_words(text: str, expected: str | None) -> None:
    found = place.build(TROIS_RIVIERES, {}).of(text)
    assert (found.text if found else None) == expected


def test_a_place_of_the_gazetteer_keeps_its_id_and_point() -> None:
    found = place.build(TROIS_RIVIERES, {}).of("Trou béant rue des Forges, ça presse")
    assert found
    assert found.id == "rue-des-forges"


def test_training_and_judging_see_the_same_features() -> None:
    text = "Trou au coin des Forges et Royale!"
    tokens = tokens_of(text)
    marks = marks_of(tokens, PlaceEnricher(TROIS_RIVIERES).seen(text))
    names = Templates(str).of(tokens, marks)
    numbers = Templates(hash).of(tokens, marks)
    assert [[hash(name) for name in some] for some in names] == numbers
    assert len({len(some) for some in names}) == 1
    assert [token.raw for token in tokens][-1] == "!"


@given(st.text(max_size=60))
def test_tokens_stand_where_they_say_and_only_blanks_stand_between(text: str) -> None:
    tokens = tokens_of(text)
    assert [text[token.start : token.end] for token in tokens] == [token.raw for token in tokens]
    edges = [0, *(edge for token in tokens for edge in (token.start, token.end)), len(text)]
    between = "".join(text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2))
    assert not between.strip()
