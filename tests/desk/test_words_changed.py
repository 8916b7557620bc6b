"""The words that changed, and the posts that are typical."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from desk.text_words import stemmed
from desk.typical_posts import typical
from desk.words_changed import log_odds, words_changed
from vigie.comparison import Reading


def readings(*texts: str, story: str = "") -> list[Reading]:
    return [
        Reading(id=f"{place:03}", story=story or f"{place:03}", text=text)
        for place, text in enumerate(texts)
    ]


def test_scores_are_those_of_the_article_s_equations() -> None:
    before, after = {"neige": 30, "piscine": 5, "rue": 65}, {"neige": 90, "piscine": 4, "rue": 66}
    words = ["neige", "piscine", "rue"]
    y = np.array([[side[word] for word in words] for side in (before, after)], dtype=float)
    prior = 50 * y.sum(axis=0) / y.sum()
    n, a0 = y.sum(axis=1, keepdims=True), prior.sum()
    omega = np.log((y + prior) / (n + a0 - y - prior))  # equation 15
    delta = omega[1] - omega[0]  # equation 16
    z = delta / np.sqrt((1 / (y + prior)).sum(axis=0))  # equations 20 and 22
    found = log_odds(before, after, dict(zip(words, prior, strict=True)))
    assert [found[word] for word in words] == pytest.approx(list(z))
    assert found["neige"] > 2
    assert math.copysign(1, found["rue"]) == -1


counts = some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 400), min_size=2)


@given(counts, counts)
def test_scores_turn_with_their_sides(before: dict[str, int], after: dict[str, int]) -> None:
    prior = dict.fromkeys(before.keys() | after.keys(), 1.5)
    one, other = log_odds(before, after, prior), log_odds(after, before, prior)
    for word in prior:
        assert one[word] == pytest.approx(-other[word], abs=1e-9)


@given(counts, counts, some.integers(1, 100))
def test_a_word_said_more_after_scores_more(
    before: dict[str, int], after: dict[str, int], more: int
) -> None:
    prior = dict.fromkeys(before.keys() | after.keys(), 2.0)
    word = min(after)
    raised = {**after, word: after[word] + more}
    known = log_odds(before, after, prior)[word]
    # Under 0, a larger sample may also make a fall surer: only the log-odds are monotone there.
    assume(known >= 0)
    assert log_odds(before, raised, prior)[word] > known


def test_words_that_changed_are_told_by_their_side_and_the_rest_is_not() -> None:
    before = readings(*["Les trottoirs de la rue sont glacés"] * 40)
    after = readings(*["La collecte aux deux semaines, rue des Pins"] * 40)
    found = words_changed(before, after)
    risen = {each.word for each in found if each.z > 0}
    fallen = {each.word for each in found if each.z < 0}
    assert {"collecte", "semaines"} <= risen
    assert {"trottoirs", "glacés"} <= fallen
    assert "rue" not in risen | fallen
    assert not {"les", "la", "aux"} & (risen | fallen)


def test_a_text_repeated_in_one_story_is_one_voice() -> None:
    before = readings(*["Les trottoirs sont glacés ce matin"] * 40)
    after = readings(*["La mairesse annonce un moratoire"] * 40, story="communique")
    assert "moratoire" not in {each.word for each in words_changed(before, after)}


def test_a_word_of_four_people_is_not_shown() -> None:
    before = readings(*[f"Texte numéro {'abcdefghij'[n % 10] * 4}" for n in range(10)])
    after = readings(*["Bouchardville"] * 4)
    assert words_changed(before, after) == ()


def test_nothing_changes_between_the_same_texts() -> None:
    same = readings(*["La neige de la nuit", "Le budget de la ville"] * 30)
    assert words_changed(same, same) == ()
    assert words_changed([], []) == ()


def test_handles_addresses_and_masks_are_no_words() -> None:
    text = "Voyez https://exemple.example/monsieur-untel @untel@serveur.example [courriel] neige"
    assert [word for _, word in stemmed(text)] == ["voyez", "neige"]


def test_a_plural_and_its_singular_are_one_word() -> None:
    assert len({stem for stem, _ in stemmed("trottoir Trottoirs TROTTOIR")}) == 1


def test_typical_posts_are_of_the_crowd_and_unlike_one_another() -> None:
    snow = ["La neige bloque encore notre rue ce matin", "La neige bloque toute la rue Laurier"]
    crowd = readings(
        *snow * 5,
        *["La taxe augmente trop vite cette année encore"] * 6,
        "Mon perroquet vert chante des opéras italiens",
    )
    chosen = typical(crowd, 2)
    texts = [one.text for one in crowd if one.id in chosen]
    assert any("neige" in text for text in texts)
    assert any("taxe" in text for text in texts)
    assert not any("perroquet" in text for text in texts)


def test_two_posts_of_one_story_are_never_both_shown() -> None:
    told = readings(*["La conduite a cédé rue des Pins ce matin"] * 5, story="une")
    assert len(typical(told)) == 1
    assert typical([]) == ()


@given(some.lists(some.text(max_size=80), max_size=15))
def test_any_text_is_a_text(texts: list[str]) -> None:
    chosen = typical(readings(*texts))
    assert len(chosen) == len(set(chosen)) <= 3
    words_changed(readings(*texts), readings(*texts[::-1]))
