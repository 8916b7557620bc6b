"""Weights are whole numbers, added up exactly however many posts or features there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrichers import word_sums
from enrichers.features import SHARES, Features, letters_of
from enrichers.heads import Head
from enrichers.known_numbers import KnownNumbers
from enrichers.weights import Described, Weights

NUMBERS = st.integers(0, 2**32 - 1)
NEAR = st.integers(0, 40)  # many of one shelf
NOTHING = np.zeros(0, np.uint32)


@given(st.sets(NUMBERS | NEAR, min_size=1), st.lists(NUMBERS | NEAR), st.booleans())
def test_a_number_is_found_where_it_stands_and_no_other(
    known: set[int], asked: list[int], many: bool
) -> None:
    ordered = sorted(known)
    asked = [*asked, *ordered[:3]] * (30 if many else 1)
    rows, found = KnownNumbers(np.array(ordered, np.uint32)).rows(np.array(asked, np.uint32))
    assert found.tolist() == [number in known for number in asked]
    assert [ordered[row] for row in rows] == [number for number in asked if number in known]


def heavy_weights() -> Weights:
    known = np.arange(1, 2001, dtype=np.uint32)
    letters = np.unique(np.concatenate([letters_of("trottoir"), letters_of("glace")]))
    table = np.full((2000 + len(letters), 1), 32_767, np.int16)
    table[::3] = 32_766
    return Weights(
        np.concatenate((known, letters)),
        table,
        np.ones(1),
        np.zeros(1),
        Described(
            "essai", (Head(label="emergency", classes=("no", "yes"), first=0, offsets=(0,)),)
        ),
    )


def test_two_thousand_heavy_features_add_up_to_the_last_unit() -> None:
    known = np.arange(1, 2001, dtype=np.uint32)
    post = Features(known, [], NOTHING, NOTHING, NOTHING)
    exact = 32_767 * 2000 - 667  # beyond what 32-bit floats hold
    assert exact % 2 == 1
    assert heavy_weights().scores([post])[0, 0] == exact * SHARES[0] / 2000**0.5


def test_four_hundred_words_add_up_to_the_last_unit() -> None:
    once, runs = Features(NOTHING, ["glace"], *[NOTHING] * 3), len(letters_of("glace"))
    many = once._replace(spelt=["glace"] * 401)
    weights = heavy_weights()
    alone = round(weights.scores([once])[0, 0] * runs**0.5 / SHARES[1])
    assert weights.scores([many])[0, 0] == alone * 401 * (SHARES[1] / (401 * runs) ** 0.5)


def test_a_post_is_worth_the_same_alone_and_among_a_hundred() -> None:
    weights = heavy_weights()
    posts = [
        Features(
            np.arange(n, 3 * n, dtype=np.uint32),
            ["trottoir", "glace"][: n % 3],
            np.arange(n % 7, dtype=np.uint32),
            NOTHING,
            NOTHING,
        )
        for n in range(100)
    ]
    together = weights.scores(posts)
    assert [weights.scores([post])[0, 0] for post in posts] == together[:, 0].tolist()
    assert weights.scores([]).shape == (0, 1)


def test_words_forgotten_for_want_of_room_are_worth_the_same_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posts = [
        Features(NOTHING, words, *[NOTHING] * 3)
        for words in (["glace"], ["trottoir", "glace"], [], ["rue", "trottoir", "glace"])
    ]
    roomy = heavy_weights().scores(posts)[:, 0].tolist()
    monkeypatch.setattr(word_sums, "_KEPT", 1)
    cramped = heavy_weights()
    assert [cramped.scores([post])[0, 0] for post in posts * 2] == roomy * 2
