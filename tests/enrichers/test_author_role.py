from __future__ import annotations

import pytest

from enrichers.author_role import build
from tests.enrichers.judging_for_tests import judge, mention
from tests.enrichers.town_for_tests import TROIS_RIVIERES
from vigie.post import Author


def role(text: str, **envelope: object) -> str:
    found = judge(text, **envelope).author_role
    assert found is not None
    return found.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("En tant que conseillère du district des Forges, je vous invite mardi", "official"),
        ("Je travaille à la ville depuis 12 ans, on fait notre possible", "employee"),
        ("Notre organisme vous invite à son souper spaghetti le 12 avril", "organisation"),
        # A known fault of the trained model, kept in sight: mending it makes this fail.
        pytest.param(
            "Opération déneigement : stationnement interdit cette nuit de 23 h à 7 h",
            "town",
            marks=pytest.mark.xfail(reason="the model takes it for the press", strict=True),
        ),
        (
            "La mairesse a annoncé un investissement de 3 millions, selon La Gazette fictive",
            "press",
        ),
        ("Ma rue est pleine de trous, j'ai brisé mon pneu", "citizen"),
        ("Gagnez 5000 $ par semaine, cliquez ici https://exemple.test", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_words_tell_who_speaks(text: str, expected: str) -> None:
    assert role(text) == expected


def test_an_article_of_a_newspapers_feed_is_the_press() -> None:
    text = "Le conseil municipal adopte le budget. La hausse sera de 4 %."
    assert role(text, title="Budget : hausse de 4 %", kind="feed") == "press"


def test_a_role_that_the_source_declares_wins_over_the_words() -> None:
    author = Author(pseudonym="a" * 24, role="official")
    assert role("Ma rue est pleine de trous", author=author) == "official"


def test_an_account_that_the_town_knows_wins_over_everything() -> None:
    stage = build(TROIS_RIVIERES, {"accounts": {"b" * 24: "town"}})
    author = Author(pseudonym="b" * 24, role="citizen")
    (judged,) = stage.enrich([mention("Ma rue est pleine de trous", author=author)])
    assert judged.judgement.author_role is not None
    assert judged.judgement.author_role.value == "town"


def test_a_role_that_nobody_knows_is_not_believed() -> None:
    author = Author(pseudonym="c" * 24, role="empereur")
    assert role("Ma rue est pleine de trous, j'ai brisé mon pneu", author=author) == "citizen"
