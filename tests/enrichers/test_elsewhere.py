"""Other towns in a post, and how its own is named: signs for the model of relevance."""

from __future__ import annotations

import pytest

from enrichers.elsewhere import MASK, known, own_names, signs_of
from enrichers.words import spelt
from pipeline.assembly import load_town

OWN = own_names(load_town("namur", None).names)


def signs(text: str) -> list[str]:
    return signs_of(text, spelt(text).replace("namur", MASK).split(), OWN)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("On part de Dinant vers Namur à vélo.", "place"),
        ("Dinant gagne 2 à 1.", "first"),
        ("Le score : Namur 1, Dinant 2.", "first"),
        ("Une équipe nommée Dinant gagne.", "bare"),
    ],
)
def test_another_town_is_heard_with_how_it_is_named(text: str, how: str) -> None:
    assert f"elsewhere:{how}{'Namur' in text}" in signs(text)


def test_a_town_of_several_words_is_one() -> None:
    found = signs("On revient de Mont-Tremblant, pas de New York.")
    assert "elsewhere=2False" in found


@pytest.mark.parametrize("text", ["Il fait nice ce matin", "les tours de Jambes", "Vive Namur"])
def test_words_sections_of_the_town_and_its_own_name_are_no_other_town(text: str) -> None:
    assert any(sign.startswith("elsewhere=0") for sign in signs(text))


def test_what_stands_before_the_towns_own_name_is_kept_when_it_says_where() -> None:
    assert "own<a" in signs("Il pleut à Namur")
    assert "own<word" in signs("La victoire Namur")
    assert "own<^" in signs("Namur gagne")
    assert not any(sign.startswith("own") for sign in signs("Il pleut"))


def test_the_signs_are_in_a_settled_order_and_each_once() -> None:
    found = signs("De Dinant à Namur, de Liège à Namur, et Huy")
    assert found == sorted(set(found))


def test_the_list_holds_towns_and_no_common_word() -> None:
    assert {"dinant", "sherbrooke", spelt("Verviers")} <= known()
    assert not {"nice", spelt("tours"), "reading"} & known()
